using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;

namespace Engine.Conformance.Remoting;

/// <summary>
/// HOCON for systems that reach each other over TLS on loopback, with a certificate made for this run. Batching is off
/// because Akka.NET's transport, with TLS, now and then holds back for seconds what it has batched; and a port is not to
/// be shared.
/// </summary>
internal static class RemotingSettings
{
    private const string Password = "conformance";

    private static readonly Lazy<string> Certificate = new(MakeCertificate);

    public static Config Create(int port = 0, int publicPort = 0) => ConfigurationFactory.ParseString($$"""
        akka {
          actor {
            provider = remote
            serializers.letters = "Engine.Conformance.Remoting.LetterSerializer, Engine.Conformance"
            serializers.refusing = "Engine.Conformance.Remoting.RefusingSerializer, Engine.Conformance"
            serialization-bindings {
              "Engine.Conformance.Remoting.Unwritable, Engine.Conformance" = refusing
              "Engine.Conformance.Remoting.Letter, Engine.Conformance" = letters
              "Engine.Conformance.Remoting.Introduction, Engine.Conformance" = letters
            }
          }
          remote {
            watch-failure-detector {
              heartbeat-interval = 200 ms
              acceptable-heartbeat-pause = 1 s
              unreachable-nodes-reaper-interval = 200 ms
              expected-response-after = 200 ms
            }
            dot-netty.tcp {
              hostname = "127.0.0.1"
              port = {{port}}
              public-port = {{publicPort}}
              tcp-reuse-addr = off
              batching.enabled = false
              enable-ssl = true
              ssl {
                suppress-validation = true
                certificate {
                  path = "{{Certificate.Value.Replace('\\', '/')}}"
                  password = "{{Password}}"
                }
              }
            }
          }
        }
        """);

    private static string MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=conformance", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = Path.Combine(AppContext.BaseDirectory, $"remoting-{Environment.ProcessId}.pfx");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, Password));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        return path;
    }
}
