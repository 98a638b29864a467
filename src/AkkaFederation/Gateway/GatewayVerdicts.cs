using AkkaFederation.Hosting;
using AkkaFederation.Wire;

namespace AkkaFederation.Gateway;

/// <summary>Between what the other side says and what the caller is told.</summary>
internal static class GatewayVerdicts
{
    /// <summary>Characters of a detail at most.</summary>
    public const int MaxDetail = 256;

    public static GatewayError ErrorOf(GatewayVerdict verdict) => verdict switch
    {
        GatewayVerdict.NoHandler => GatewayError.NoHandler,
        GatewayVerdict.TooLarge => GatewayError.TooLarge,
        GatewayVerdict.Busy => GatewayError.PeerBusy,
        GatewayVerdict.NotAMember => GatewayError.NotAMember,
        GatewayVerdict.GaveUp => GatewayError.Timeout,
        _ => GatewayError.HandlerFailed,
    };

    /// <summary>A text of the other side, safe for logs and short.</summary>
    public static string Detail(string text) => LogText.Escape(text.Length > MaxDetail ? text[..MaxDetail] : text);
}
