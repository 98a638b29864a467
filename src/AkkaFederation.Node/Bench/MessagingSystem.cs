using Akka.Actor;
using Akka.Configuration;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Bench;

/// <summary>One side of the benchmark: an actor system with mutual TLS on loopback, set by HOCON alone.</summary>
internal static class MessagingSystem
{
    public const string EchoName = "bench-echo";
    public const string LoadName = "bench-load";
    public const string Counter = "counter";
    public const string Echo = "echo";

    public static ActorSystem Start(string name, string folder)
    {
        var config = $$"""
            akka {
              loglevel = WARNING
              actor {
                provider = remote
                serializers.bench = "{{typeof(MessagingSerializer).FullName}}, {{typeof(MessagingSerializer).Assembly.GetName().Name}}"
                serialization-bindings {
                  "{{typeof(BenchPayload).FullName}}, {{typeof(BenchPayload).Assembly.GetName().Name}}" = bench
                  "{{typeof(BenchArrived).FullName}}, {{typeof(BenchArrived).Assembly.GetName().Name}}" = bench
                }
              }
              remote {
                dot-netty.tcp {
                  hostname = "127.0.0.1"
                  port = 0
                  enable-ssl = true
                  ssl.certificate.path = {{Quoted(folder, IdCommand.CertificateFile)}}
                }
                standalone {
                  certificate-key-path = {{Quoted(folder, IdCommand.KeyFile)}}
                  trusted-roots = {{Quoted(folder, CaCommand.CertificateFile)}}
                }
              }
            }
            """;
        return ActorSystem.Create(name, ConfigurationFactory.ParseString(config));
    }

    private static string Quoted(string folder, string file) => '"' + Path.Combine(folder, file).Replace('\\', '/') + '"';
}
