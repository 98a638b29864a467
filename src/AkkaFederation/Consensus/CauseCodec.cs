namespace AkkaFederation.Consensus;

/// <summary>Causes of aborts on the wire: one that a newer version has made up is read as the least that it says.</summary>
internal static class CauseCodec
{
    public static AbortCause Decode(uint cause) => cause <= (uint)AbortCause.NotServing ? (AbortCause)cause : AbortCause.Malformed;
}
