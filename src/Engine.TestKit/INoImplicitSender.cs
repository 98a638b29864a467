namespace Akka.TestKit;

/// <summary>Marks a test that sends without its test actor as implicit sender.</summary>
public interface INoImplicitSender;
