namespace AkkaFederation.Discovery;

/// <summary>What a node says of itself in its TXT record, and how that is read. Keys as in docs/discovery.md.</summary>
internal static class SwarmText
{
    public const string Version = "version";
    public const string Instances = "instances";
    public const string Model = "model_id";
    public const string Hardware = "hardware_summary";
    public const string Did = "did";
    public const string Cluster = "cluster";
    public const string Endpoint = "endpoint";
}
