namespace Akka.Persistence.Serialization;

/// <summary>Marks the types that the persistence room writes itself.</summary>
public interface IMessage;
