using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using AkkaFederation.Node.Bench;
using AkkaFederation.Node.Cli;

namespace Benchmarks;

/// <summary>
/// What <see cref="ConsensusBench"/> does to us, done to etcd: each of N clients has one put under way and sends the next when
/// it is answered, over as many connections, all of them to the leader, and what is counted is counted alike.
/// </summary>
internal sealed class EtcdLoad(Uri leader, EtcdCertificates certificates, int payload, TimeSpan window, TimeSpan warmUp, int connections) : IDisposable
{
    private readonly GrpcConnection[] _connections = [.. Enumerable.Range(0, connections).Select(_ => new GrpcConnection(leader, certificates))];
    private long _key;

    public async Task<ConsensusRound> RunAsync(int clients, CancellationToken stop)
    {
        var opens = Stopwatch.GetTimestamp() + Ticks(warmUp);
        var closes = opens + Ticks(window);
        var workers = Enumerable.Range(0, clients).Select(i => Task.Run(() => WorkAsync(_connections[i % ConsensusBench.Connections(clients)], opens, closes, stop), stop));
        var all = new Latencies();
        foreach (var one in await Task.WhenAll(workers)) all.Add(one);
        if (all.Count == 0) throw FedException.Failed($"etcd committed nothing within {window.TotalSeconds:0} s with {clients} clients.");
        return new ConsensusRound(all.Count / window.TotalSeconds, all.Percentile(50), all.Percentile(99));
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Dispose();
    }

    private async Task<Latencies> WorkAsync(GrpcConnection connection, long opens, long closes, CancellationToken stop)
    {
        var times = new Latencies();
        var value = RandomNumberGenerator.GetBytes(payload);
        while (true)
        {
            // Every put has a key of its own, as every proposal is an entry of its own.
            var key = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(key, Interlocked.Increment(ref _key));
            var started = Stopwatch.GetTimestamp();
            if (started >= closes) return times;
            try
            {
                await EtcdCalls.PutAsync(connection, key, value, stop);
            }
            catch (HttpRequestException e)
            {
                throw FedException.Failed($"a put failed: {e.Message}", e);
            }

            var ended = Stopwatch.GetTimestamp();
            if (started >= opens && ended <= closes) times.Add(Stopwatch.GetElapsedTime(started, ended));
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
