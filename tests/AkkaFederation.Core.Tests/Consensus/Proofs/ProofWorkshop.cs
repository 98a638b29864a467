using System.Text;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus.Proofs;

/// <summary>A log with its voters through changes of configuration, and proofs of it, with signatures that are the same in every run.</summary>
internal sealed class ProofWorkshop
{
    private readonly List<VoterConfiguration> _configurations = [];

    public ProofWorkshop(string cluster = "workshop", params int[] founders)
    {
        Founders = [.. (founders.Length == 0 ? [1, 2, 3] : founders).Select(TestKeys.Name).Order()];
        Genesis = Genesis.Create(cluster, Founders);
        Signed = new SignedGenesis(Genesis, [.. Founders.Select(f => Sign(f, Genesis.Document))]);
        Assert.True(TrustBundle.TryTrust(Signed, new TestVerifier(), out var trust, out var error), error);
        Trust = trust;
        _configurations.Add(VoterConfiguration.Found(Founders));
        Log.Configurations.Begin(Configuration);
        Append(EntryKind.NoOp);
        Append(EntryKind.SessionOpened, Client, 0, 77);
    }

    public Did[] Founders { get; }

    public Did Client { get; } = TestKeys.Name(200);

    public Genesis Genesis { get; }

    public SignedGenesis Signed { get; }

    public TrustBundle Trust { get; }

    public RaftLog Log { get; } = new();

    public ulong Term { get; set; } = 3;

    public VoterConfiguration Configuration => _configurations[^1];

    public CertificateVerifier Verifier() => new(Trust, new TestVerifier());

    public static SignedBy Sign(Did signer, byte[] statement) => new(signer, TestVerifier.SignatureOf(signer, statement));

    public ulong Propose(string payload) => Append(EntryKind.Proposal, Client, 2, Log.LastIndex, Encoding.UTF8.GetBytes(payload));

    /// <summary>Appends a configuration entry with these voters.</summary>
    public ulong Change(params int[] voters) => Change(Configuration.Epoch, voters);

    public ulong Change(ulong previous, int[] voters)
    {
        var next = VoterConfiguration.Create(Log.LastIndex + 1, previous, voters.Select(TestKeys.Name), []);
        _configurations.Add(next);
        return Append(EntryKind.Configuration, payload: next.ToPayload());
    }

    /// <summary>A seal of the first <paramref name="size"/> entries by the numbered keys; without any by all voters of its epoch.</summary>
    public CertifiedSeal Seal(ulong size = 0, ulong? epoch = null, byte[]? root = null, params int[] signers)
    {
        if (size == 0) size = Log.LastIndex;
        var configuration = _configurations.Last(c => c.Epoch <= size);
        var statement = SealStatement.Create(Genesis.Hash, epoch ?? configuration.Epoch, Log.Term(size), size, root ?? Log.Tree.Root(size));
        IEnumerable<Did> keys = signers.Length == 0 ? configuration.Voters : signers.Select(TestKeys.Name).Order();
        return new CertifiedSeal(statement, [.. keys.Select(k => Sign(k, statement.Bytes))]);
    }

    public CommitCertificate Certify(ulong index, CertifiedSeal? seal = null) =>
        CommitCertificate.Create(Log, index, seal ?? Seal()) with { Payload = Log[index].Payload };

    /// <summary>The link of a configuration entry, signed by all voters before and after it.</summary>
    public Link Link(ulong index, params int[] signers)
    {
        var place = _configurations.FindIndex(c => c.Epoch == index);
        var both = _configurations[place].Voters.Union(_configurations[place - 1].Voters).Order();
        var size = _configurations.Count > place + 1 ? _configurations[place + 1].Epoch - 1 : Log.LastIndex;
        var statement = SealStatement.Create(Genesis.Hash, index, Log.Term(size), size, Log.Tree.Root(size));
        var keys = signers.Length == 0 ? both : signers.Select(TestKeys.Name).Order();
        return AkkaFederation.Consensus.Link.Create(Log[index], Log.Tree, new CertifiedSeal(statement, [.. keys.Select(k => Sign(k, statement.Bytes))]));
    }

    public ulong Append(EntryKind kind, Did origin = default, ulong session = 0, ulong seq = 0, byte[]? payload = null)
    {
        Log.Append(new LogEntry
        {
            Index = Log.LastIndex + 1,
            Term = Term,
            Time = 1_795_000_000_000 + Log.LastIndex,
            Kind = kind,
            Origin = origin,
            Session = session,
            ProposalTerm = kind == EntryKind.Proposal ? 3UL : 0,
            Seq = seq,
            Payload = payload ?? [],
        });
        return Log.LastIndex;
    }
}
