namespace AkkaFederation.Settings;

/// <summary>The network that a set of times is made for; the times stand in <c>reference.conf</c>.</summary>
public enum NetworkProfile
{
    /// <summary>Processes on one machine.</summary>
    Local,

    /// <summary>One data centre or building.</summary>
    Lan,

    /// <summary>Between sites.</summary>
    Wan,
}
