using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Entries that are not in memory any more, to be read from the journal: from <see cref="From"/> on, as many as are at hand,
/// none at or above <see cref="Before"/>. They are given back with <see cref="RaftCore.EntriesRead"/>.
/// </summary>
/// <param name="For">The follower that needs them; empty: this node itself, to apply them.</param>
/// <param name="Number">Tells the question from older ones.</param>
/// <param name="From">The first entry.</param>
/// <param name="Before">The first one that is in memory.</param>
internal readonly record struct EntriesWanted(Did For, long Number, ulong From, ulong Before);
