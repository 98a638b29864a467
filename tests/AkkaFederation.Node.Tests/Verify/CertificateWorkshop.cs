using System.Security.Cryptography;
using System.Text;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Tests.Verify;

/// <summary>A small log with its voters, and real certificates of it, as files for both verifiers.</summary>
internal sealed class CertificateWorkshop
{
    private readonly ECDsa[] _keys;
    private readonly EcdsaP256Signer[] _voters;
    private readonly RaftLog _log = new();
    private readonly Did _client;

    public CertificateWorkshop(string clusterId = "workshop", int voters = 3, params ECDsa[] keys)
    {
        _keys = keys.Length > 0 ? keys : [.. Enumerable.Range(0, voters + 1).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];
        _voters = [.. _keys.SkipLast(1).Select(k => new EcdsaP256Signer(k)).OrderBy(s => s.Id)];
        _client = new EcdsaP256Signer(_keys[^1]).Id;
        Genesis = Genesis.Create(clusterId, _voters.Select(v => v.Id));
        Append(EntryKind.NoOp, default, 0, 0, []);
        Append(EntryKind.SessionOpened, _client, 0, 77, []);
    }

    public Genesis Genesis { get; }

    public IReadOnlyList<ISigner> Voters => _voters;

    /// <summary>Appends a proposal of the one client; its session is entry 2.</summary>
    public ulong Propose(string payload)
    {
        Append(EntryKind.Proposal, _client, 2, _log.LastIndex - 1, Encoding.UTF8.GetBytes(payload));
        return _log.LastIndex;
    }

    /// <summary>Certifies an entry under the seal of the whole log so far, signed by the first <paramref name="signers"/> voters.</summary>
    public CommitCertificate Certify(ulong index, int signers = 2, ulong epoch = 0)
    {
        var seal = SealStatement.Create(Genesis.Hash, epoch, _log.LastTerm, _log.LastIndex, _log.Tree.Root(_log.LastIndex));
        var signatures = _voters.Take(signers).Select(v => new SignedBy(v.Id, v.Sign(seal.Bytes))).ToArray();
        return CommitCertificate.Create(_log, index, new CertifiedSeal(seal, signatures)) with { Payload = _log[index].Payload };
    }

    public void WriteTrust(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "voters"));
        var signed = new SignedGenesis(Genesis, [.. _voters.Select(v => new SignedBy(v.Id, v.Sign(Genesis.Document)))]);
        File.WriteAllText(Path.Combine(folder, "genesis.json"), GenesisJson.Write(signed) + "\n");
        for (var i = 0; i < _voters.Length; i++)
            File.WriteAllText(Path.Combine(folder, "voters", $"{i + 1}.pem"), PublicKeys.ToPem(_voters[i].Id) + "\n");
    }

    private void Append(EntryKind kind, Did origin, ulong session, ulong seq, byte[] payload) => _log.Append(new LogEntry
    {
        Index = _log.LastIndex + 1,
        Term = 3,
        Time = 1_795_000_000_000 + _log.LastIndex,
        Kind = kind,
        Origin = origin,
        Session = session,
        ProposalTerm = kind == EntryKind.Proposal ? 3UL : 0,
        Seq = seq,
        Payload = payload,
    });
}
