using System.Collections.Immutable;
using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <content>Whom a restarted node should look for.</content>
internal sealed partial class MembershipCore
{
    /// <summary>
    /// Records of at most that many peers that were not seen to go for good: the living before the silent, those met before
    /// those only heard of, in the order of their DIDs, so that nothing is written anew where nothing has changed.
    /// </summary>
    public ImmutableArray<PeerRecord> WorthRemembering(int most) =>
    [
        .. _order.Where(p => p is { Deregistered: false, Revoked: false } && !_table.Find(p.Id)!.Left)
            .OrderBy(p => p.Alive ? 0 : p.Status == PeerStatus.Unreachable ? 1 : 2)
            .ThenBy(p => p.Proven ? 0 : 1)
            .ThenBy(p => p.Id)
            .Take(most)
            .Select(p => _table.Find(p.Id)!.Record),
    ];
}
