using System.Text;
using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Node.Tests.Vectors;

/// <summary>The one log that the vectors are about: three founders, then four voters, then three others; keys and signatures follow from texts.</summary>
internal sealed class VectorWorkshop
{
    private readonly List<VoterConfiguration> _configurations = [];

    public VectorWorkshop(string cluster = "vectors")
    {
        Keys = [.. Enumerable.Range(1, 6).Select(i => new DeterministicSigner($"akka-federation vector key {i}"))];
        Client = Keys[5].Id;
        Founders = [.. Keys.Take(3).OrderBy(k => k.Id)];
        Genesis = Genesis.Create(cluster, Founders.Select(f => f.Id));
        Signed = new SignedGenesis(Genesis, [.. Founders.Select(f => Sign(f, Genesis.Document))]);
        _configurations.Add(VoterConfiguration.Found(Genesis.Members));
        Log.Configurations.Begin(Configuration);
        Append(EntryKind.NoOp);
        Append(EntryKind.SessionOpened, Client, 0, 77);
        Propose("first");
        Propose("second");
        Second = Change(0, 1, 2, 3);
        Propose("under four voters");
        Term = 5;
        Append(EntryKind.NoOp);
        Third = Change(1, 2, 3);
        Propose("");
        Propose("last");
    }

    public DeterministicSigner[] Keys { get; }

    public DeterministicSigner[] Founders { get; }

    public Did Client { get; }

    public Genesis Genesis { get; }

    public SignedGenesis Signed { get; }

    public RaftLog Log { get; } = new();

    /// <summary>Index of the first change of the voters.</summary>
    public ulong Second { get; }

    /// <summary>Index of the second one.</summary>
    public ulong Third { get; }

    public ulong Last => Log.LastIndex;

    private ulong Term { get; set; } = 3;

    private VoterConfiguration Configuration => _configurations[^1];

    public SignedBy Sign(ISigner signer, byte[] statement) => new(signer.Id, signer.Sign(statement));

    public CertifiedSeal Seal(ulong size, ulong? epoch = null, byte[]? root = null, params int[] keys)
    {
        var configuration = _configurations.Last(c => c.Epoch <= size);
        var statement = SealStatement.Create(Genesis.Hash, epoch ?? configuration.Epoch, Log.Term(size), size, root ?? Log.Tree.Root(size));
        return Signatures(statement, keys.Length > 0 ? [.. keys.Select(k => Keys[k])] : [.. VotersOf(configuration).Take(configuration.Majority)]);
    }

    public CommitCertificate Certify(ulong index, CertifiedSeal seal) =>
        CommitCertificate.Create(Log, index, seal) with { Payload = Log[index].Payload };

    public Link Link(ulong index, params int[] keys)
    {
        var place = _configurations.FindIndex(c => c.Epoch == index);
        var statement = SealStatement.Create(Genesis.Hash, index, Log.Term(index), index, Log.Tree.Root(index));
        var both = VotersOf(_configurations[place]).Union(VotersOf(_configurations[place - 1])).OrderBy(k => k.Id);
        return AkkaFederation.Consensus.Link.Create(Log[index], Log.Tree, Signatures(statement, keys.Length > 0 ? [.. keys.Select(k => Keys[k])] : [.. both]));
    }

    public SignedStatement Vote(int key, ulong term, int candidate)
    {
        var statement = VoteStatement.Create(Genesis.Hash, term, Keys[candidate].Id);
        return new SignedStatement(Keys[key].Id, statement, Keys[key].Sign(statement));
    }

    public SignedStatement Root(int key, ulong term, ulong size, byte root)
    {
        var statement = SealStatement.Create(Genesis.Hash, 0, term, size, Enumerable.Repeat(root, 32).ToArray());
        return new SignedStatement(Keys[key].Id, statement.Bytes, Keys[key].Sign(statement.Bytes));
    }

    /// <summary>An export of these entries, whole and right.</summary>
    public List<string> Export(ulong from, ulong to, CertifiedSeal seal, CommitCertificate? first = null, CommitCertificate? last = null)
    {
        var writer = LogExportWriter.Begin(new ExportHeader(Signed, from, to, Log.Tree.Frontier(from - 1)), out var header);
        var lines = new List<string> { header, writer.Link(Link(Second)), writer.Link(Link(Third)) };
        while (writer.Next <= to) lines.Add(writer.Entry(Log[writer.Next]));
        SealStatement.TryRead(first?.Statement ?? seal.Statement.Bytes, out var begin, out _);
        lines.Add(writer.End(new ExportEnd
        {
            Root = writer.Tree.Root(),
            Statement = seal.Statement.Bytes,
            Signatures = seal.Signatures,
            Path = Log.Tree.Consistency(to, seal.Statement.Size),
            First = first,
            Last = last,
            Between = Log.Tree.Consistency(begin.Size, seal.Statement.Size),
        }));
        return lines;
    }

    public ConsistencyCertificate Consistent(CertifiedSeal first, CertifiedSeal second) => new()
    {
        FirstStatement = first.Statement.Bytes,
        FirstSignatures = first.Signatures,
        SecondStatement = second.Statement.Bytes,
        SecondSignatures = second.Signatures,
        Path = Log.Tree.Consistency(first.Statement.Size, second.Statement.Size),
    };

    private IEnumerable<DeterministicSigner> VotersOf(VoterConfiguration configuration) => configuration.Voters.Select(v => Keys.First(k => k.Id == v));

    private CertifiedSeal Signatures(SealStatement statement, params DeterministicSigner[] keys) =>
        new(statement, [.. keys.OrderBy(k => k.Id).Select(k => Sign(k, statement.Bytes))]);

    private void Propose(string payload) => Append(EntryKind.Proposal, Client, 2, Log.LastIndex, Encoding.UTF8.GetBytes(payload));

    private ulong Change(params int[] keys)
    {
        _configurations.Add(VoterConfiguration.Create(Log.LastIndex + 1, Configuration.Epoch, keys.Select(k => Keys[k].Id), []));
        Append(EntryKind.Configuration, payload: Configuration.ToPayload());
        return Log.LastIndex;
    }

    private void Append(EntryKind kind, Did origin = default, ulong session = 0, ulong seq = 0, byte[]? payload = null) => Log.Append(new LogEntry
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
}
