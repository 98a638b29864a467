using AkkaFederation.Consensus;

namespace AkkaFederation.Node.Logs;

/// <summary>What is to be exported.</summary>
/// <param name="From">First entry; null: 1, or that of <paramref name="First"/>.</param>
/// <param name="To">Last entry; null: all that is certified, or that of <paramref name="Last"/>.</param>
/// <param name="First">Certificate of the first entry; with <paramref name="Last"/> only.</param>
/// <param name="Last">Certificate of the last entry.</param>
internal sealed record LogExportPlan(ulong? From, ulong? To, CommitCertificate? First, CommitCertificate? Last);
