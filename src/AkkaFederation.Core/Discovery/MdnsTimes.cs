namespace AkkaFederation.Discovery;

/// <summary>The times of RFC 6762, with the sections that they come from, and what this product chooses itself.</summary>
internal static class MdnsTimes
{
    /// <summary>TTL of every record of ours: an advert is gone a minute after its node, goodbye or not (SPEC 9).</summary>
    public const uint Ttl = 60;

    /// <summary>Longest that a record of others is believed without being asked for again (SPEC 9).</summary>
    public static readonly TimeSpan LongestTtl = TimeSpan.FromSeconds(60);

    /// <summary>Section 8.1: first wait at most, and time between probes.</summary>
    public static readonly TimeSpan Probe = TimeSpan.FromMilliseconds(250);

    public const int Probes = 3;

    /// <summary>Section 8.2: whoever loses a simultaneous probe tries again after this.</summary>
    public static readonly TimeSpan ProbeLost = TimeSpan.FromSeconds(1);

    /// <summary>Section 8.1: after this many conflicts within <see cref="ConflictWindow"/>, wait before each further attempt.</summary>
    public const int ManyConflicts = 15;

    public static readonly TimeSpan ConflictWindow = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan ConflictPause = TimeSpan.FromSeconds(5);

    /// <summary>Section 8.3: at least two announcements a second apart; the pauses double.</summary>
    public const int Announcements = 3;

    public static readonly TimeSpan Announcement = TimeSpan.FromSeconds(1);

    /// <summary>Section 6: delay of answers that others may give as well.</summary>
    public static readonly TimeSpan AnswerMin = TimeSpan.FromMilliseconds(20);

    public static readonly TimeSpan AnswerMax = TimeSpan.FromMilliseconds(120);

    /// <summary>Section 7.2: wait for the rest of the known answers.</summary>
    public static readonly TimeSpan TruncatedMin = TimeSpan.FromMilliseconds(400);

    public static readonly TimeSpan TruncatedMax = TimeSpan.FromMilliseconds(500);

    /// <summary>Section 6: a record is multicast on a link once in this time at most; when defending it, sooner.</summary>
    public static readonly TimeSpan Rate = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan DefenceRate = TimeSpan.FromMilliseconds(250);

    /// <summary>Section 5.2: first pause between queries; the pauses double up to the longest.</summary>
    public static readonly TimeSpan Query = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan LongestQuery = TimeSpan.FromMinutes(60);

    /// <summary>Section 10.1 and 10.2: a record that was taken back, or replaced, goes after this.</summary>
    public static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);

    /// <summary>Section 5.2: shares of its TTL after which a record is asked for again, each plus up to 2 %.</summary>
    public static readonly double[] Refresh = [0.80, 0.85, 0.90, 0.95];

    public static TimeSpan Between(this Random random, TimeSpan min, TimeSpan max) => min + ((max - min) * random.NextDouble());

    public static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is { } x && b is { } y ? (x < y ? x : y) : a ?? b;
}
