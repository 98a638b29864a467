using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.TestKit.Checks;

/// <summary>
/// What clients were told is kept: an acknowledged proposal stands at its index, once, and its certificate verifies; what
/// was reported as not committed never is.
/// </summary>
internal sealed class LedgerChecker(ViolationList violations, ISignatureVerifier signatures, Func<IReadOnlyList<LogEntry>> committed)
{
    private readonly Dictionary<ulong, byte[]> _acknowledged = [];
    private readonly HashSet<(Did Origin, ulong Session, ulong Seq)> _denied = [];
    private readonly Queue<CommitCertificate> _waiting = new();
    private CertificateVerifier? _verifier;
    private int _links;

    public int Acknowledged => _acknowledged.Count;

    public int Certified { get; private set; }

    public void Trust(SignedGenesis signed)
    {
        if (_verifier is not null) return;
        if (TrustBundle.TryTrust(signed, signatures, out var bundle, out var error)) _verifier = new CertificateVerifier(bundle, signatures);
        else violations.Add("genesis", error);
    }

    /// <summary>Follows the voters: a certificate of a new epoch may be told to a client before the link to it is kept anywhere.</summary>
    public void Learn(IReadOnlyList<Link> links)
    {
        if (_verifier is null || links.Count <= _links) return;
        foreach (var link in links.Skip(_links))
        {
            if (!_verifier.TryExtend(link, out var reason)) violations.Add("links verify", $"the link of epoch {link.Epoch}: {reason}");
        }

        _links = links.Count;
        for (var i = _waiting.Count; i > 0; i--) Verify(_waiting.Dequeue());
    }

    /// <summary>At the end: no certificate waits for a link any more.</summary>
    public void CheckAllVerified()
    {
        if (_waiting.TryPeek(out var first)) violations.Add("certificates verify", $"{_waiting.Count} certificates, that of entry {first.Index} among them, are of epochs to which no link leads");
    }

    public void OnOutcome(byte[] payload, ProposalOutcome outcome)
    {
        switch (outcome)
        {
            case ProposalOutcome.Committed done:
                OnCommitted(payload, done);
                break;
            case ProposalOutcome.Expired or ProposalOutcome.Aborted:
                if (outcome.Session > 0) _denied.Add((outcome.Id.Origin, outcome.Session, outcome.Id.Seq));
                break;
        }
    }

    /// <summary>At the end: a log that a node holds has all that was acknowledged, and nothing that was denied.</summary>
    public void CheckLog(string node, RaftLog log)
    {
        foreach (var (index, payload) in _acknowledged)
        {
            if (EntryOf(log, index) is { } entry && entry.Payload.Span.SequenceEqual(payload)) continue;
            violations.Add("acknowledged is kept", $"{node} lacks entry {index}, which was acknowledged");
            return;
        }
    }

    // What has left the node's memory is told by its term, which with the index names an entry.
    private LogEntry? EntryOf(RaftLog log, ulong index)
    {
        if (index >= log.WindowFirst) return log.TryGet(index);
        var known = committed().Skip((int)index - 1).FirstOrDefault();
        return known?.Index == index && known.Term == log.Term(index) ? known : null;
    }

    public void CheckDenied()
    {
        foreach (var entry in committed())
        {
            if (_denied.Contains((entry.Origin, entry.Session, entry.Seq)) && entry.Kind == EntryKind.Proposal)
                violations.Add("denied stays out", $"entry {entry.Index} was reported as never to be committed");
        }
    }

    private void OnCommitted(byte[] payload, ProposalOutcome.Committed done)
    {
        if (!_acknowledged.TryAdd(done.Index, payload)) violations.Add("exactly once", $"index {done.Index} was acknowledged for two proposals");
        if (done.Index > (ulong)committed().Count) violations.Add("acknowledged is committed", $"index {done.Index} was acknowledged before any node committed it");
        if (done.Certificate is not { } certificate) return;
        if (certificate.Index != done.Index) violations.Add("certificates verify", $"entry {done.Index} has the certificate of {certificate.Index}");
        Verify(certificate);
    }

    private void Verify(CommitCertificate certificate)
    {
        if (_verifier is null)
        {
            violations.Add("certificates verify", "a certificate came before the genesis");
        }
        else if (SealStatement.TryRead(certificate.Statement, out var seal, out _) && seal.Epoch > _verifier.Epoch)
        {
            _waiting.Enqueue(certificate);
        }
        else
        {
            Certified++;
            if (!_verifier.Verify(certificate, out var reason)) violations.Add("certificates verify", $"entry {certificate.Index}: {reason}");
        }
    }
}
