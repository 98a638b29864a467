#nullable disable
namespace Akka.Annotations;

/// <summary>Marks what is public for technical reasons only.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class InternalApiAttribute : Attribute;

/// <summary>Marks what is internal but kept stable.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class InternalStableApiAttribute : Attribute;
