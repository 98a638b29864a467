using System.Runtime.CompilerServices;
using System.Text;
using AkkaFederation.KeyValue;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation;

/// <summary>
/// The key-value store that the nodes of a federation keep together (<c>federation.state-machine = kv</c>). Reads and writes are
/// linearisable: each takes effect at one moment between call and answer, whatever node is asked, whoever leads, fails or is
/// paused meanwhile. Keys are texts of 1 to 1,024 bytes in UTF-8, values have up to 61,440 bytes. Thread-safe.
/// </summary>
/// <param name="client">Carries the commands, and stays the caller's.</param>
/// <param name="timeout">How long one call may take, over all nodes and retries: up to an hour, 5 s by default. As long again where a write whose answer did not come is settled.</param>
public sealed partial class FederationKeyValue(FederationClient client, TimeSpan? timeout = null)
{
    private readonly StoreCalls _calls = new(client, timeout ?? TimeSpan.FromSeconds(5));

    /// <summary>What stands under a key; null if nothing does.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stale">Whether an old answer will do: it comes at once, from what the node that is asked has applied.</param>
    /// <param name="ct">To give up.</param>
    /// <exception cref="TimeoutException">No node could answer in time.</exception>
    public async Task<KeyValueItem?> GetAsync(string key, bool stale = false, CancellationToken ct = default)
    {
        var question = new StoreQuestion { Find = new FindKey { Key = ByteString.CopyFromUtf8(key) } };
        var answer = await _calls.QueryAsync(question, stale, ct);
        return answer.Items.Count == 0 ? null : KeyValueItem.Of(StoreCodec.Decode(answer.Items[0]));
    }

    /// <summary>Items in the order of their keys. Each page is linearisable; what is written between two pages may be seen or not.</summary>
    /// <exception cref="TimeoutException">No node could answer in time.</exception>
    public async IAsyncEnumerable<KeyValueItem> ListAsync(
        KeyValueKeys keys, bool keysOnly = false, bool stale = false, [EnumeratorCancellation] CancellationToken ct = default)
    {
        for (string? after = null; ;)
        {
            var page = await ListPageAsync(keys, after, null, keysOnly, stale, ct);
            foreach (var item in page.Items) yield return item;
            if (!page.More) yield break;
            after = page.Items[^1].Key;
        }
    }

    /// <summary>One page of a list: at most 1,000 items, and fewer if they are large.</summary>
    /// <param name="keys">Of which keys.</param>
    /// <param name="after">Only keys behind this one: the last one of the page before.</param>
    /// <param name="limit">How many at most; null: as many as a page holds.</param>
    /// <param name="keysOnly">Whether the values are left out.</param>
    /// <param name="stale">Whether an old answer will do.</param>
    /// <param name="ct">To give up.</param>
    /// <exception cref="TimeoutException">No node could answer in time.</exception>
    public async Task<KeyValuePage> ListPageAsync(
        KeyValueKeys keys, string? after = null, int? limit = null, bool keysOnly = false, bool stale = false, CancellationToken ct = default)
    {
        if (limit is { } most) ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(limit));
        var list = new ListKeys { Span = StoreCodec.Encode(keys.Range), After = ByteString.CopyFromUtf8(after ?? ""), Limit = (uint)(limit ?? 0), KeysOnly = keysOnly };
        var answer = await _calls.QueryAsync(new StoreQuestion { List = list }, stale, ct);
        return new KeyValuePage([.. answer.Items.Select(i => KeyValueItem.Of(StoreCodec.Decode(i)))], answer.More, answer.Figures.Revision);
    }

    /// <summary>Writes a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="lease">The lease with which the key shall vanish; 0: it stays, whatever lease it had before.</param>
    /// <param name="ct">To give up; the write may take place all the same.</param>
    /// <exception cref="LeaseLostException">There is no such lease; nothing was written.</exception>
    /// <exception cref="KeyValueException">It exceeds a limit, or the federation refuses it; nothing was written.</exception>
    /// <exception cref="IndeterminateException">It is not known whether it was written.</exception>
    /// <exception cref="TimeoutException">No leader was found in time; it was not written, and will not be.</exception>
    public Task<KeyValueWrite> PutAsync(string key, ReadOnlyMemory<byte> value, ulong lease = 0, CancellationToken ct = default) =>
        CompareAndSwapAsync(key, KeyValueCondition.None, value, lease, ct);

    /// <inheritdoc cref="PutAsync(string, ReadOnlyMemory{byte}, ulong, CancellationToken)"/>
    public Task<KeyValueWrite> PutAsync(string key, string value, ulong lease = 0, CancellationToken ct = default) =>
        PutAsync(key, Encoding.UTF8.GetBytes(value), lease, ct);

    /// <summary>Writes a value if a condition holds at that moment. A retry inside of this call is never applied twice.</summary>
    /// <param name="key">The key.</param>
    /// <param name="condition">What must hold.</param>
    /// <param name="value">The value.</param>
    /// <param name="lease">The lease with which the key shall vanish; 0: it stays, whatever lease it had before.</param>
    /// <param name="ct">To give up; the write may take place all the same.</param>
    /// <returns>Whether it took place; if not, with what stands under the key.</returns>
    /// <inheritdoc cref="PutAsync(string, ReadOnlyMemory{byte}, ulong, CancellationToken)" path="/exception"/>
    public async Task<KeyValueWrite> CompareAndSwapAsync(
        string key, KeyValueCondition condition, ReadOnlyMemory<byte> value, ulong lease = 0, CancellationToken ct = default)
    {
        var result = await _calls.ProposeAsync(new StoreCommand.Put(KeyOf(key), ValueOf(value), condition.Inner, lease), lease, ct);
        return WriteOf(result) with { CreateRevision = result.Status == StoreStatus.Done ? result.Number : 0 };
    }

    /// <summary>Deletes a key if a condition holds at that moment.</summary>
    /// <param name="key">The key; to delete one that is not there is no error.</param>
    /// <param name="condition">What must hold; nothing if not given.</param>
    /// <param name="ct">To give up; the deletion may take place all the same.</param>
    /// <inheritdoc cref="PutAsync(string, ReadOnlyMemory{byte}, ulong, CancellationToken)" path="/exception"/>
    public async Task<KeyValueWrite> DeleteAsync(string key, KeyValueCondition? condition = null, CancellationToken ct = default)
    {
        var result = await _calls.ProposeAsync(new StoreCommand.Delete(KeyOf(key), (condition ?? KeyValueCondition.None).Inner), 0, ct);
        return WriteOf(result) with { Existed = result.Status == StoreStatus.Done && result.Number > 0 };
    }

    /// <summary>Figures of the store.</summary>
    /// <exception cref="TimeoutException">No node could answer in time.</exception>
    public async Task<KeyValueStatus> GetStatusAsync(bool stale = false, CancellationToken ct = default)
    {
        var figures = (await _calls.QueryAsync(new StoreQuestion { Figures = true }, stale, ct)).Figures;
        return new KeyValueStatus
        {
            Revision = figures.Revision,
            Keys = figures.Keys,
            Bytes = figures.Bytes,
            Leases = figures.Leases,
            MaxKeys = figures.MaxKeys,
            MaxBytes = figures.MaxBytes,
            FirstEvent = figures.FirstEvent,
        };
    }

    /// <summary>
    /// Sets how much the store takes from now on: 1 to 100,000,000 keys (1,000,000 at first) that weigh 1 byte to 64 GiB (256 MiB at
    /// first). A command of the log, so that all replicas refuse the same. What is there already stays.
    /// </summary>
    /// <inheritdoc cref="PutAsync(string, ReadOnlyMemory{byte}, ulong, CancellationToken)" path="/exception"/>
    public Task SetLimitsAsync(ulong maxKeys, ulong maxBytes, CancellationToken ct = default) =>
        _calls.ProposeAsync(new StoreCommand.SetLimits(new StoreLimits(maxKeys, maxBytes)), 0, ct);

    // What the store would refuse need not travel.
    private static byte[] KeyOf(string key) => Encoding.UTF8.GetBytes(key) is { Length: >= 1 and <= StoreLimits.MaxKey } bytes
        ? bytes
        : throw new KeyValueException(StoreCalls.Explain(StoreResult.Refused(StoreLimit.KeyLength, StoreLimits.MaxKey)));

    private static byte[] ValueOf(ReadOnlyMemory<byte> value) => value.Length <= StoreLimits.MaxValue
        ? value.ToArray()
        : throw new KeyValueException(StoreCalls.Explain(StoreResult.Refused(StoreLimit.ValueLength, StoreLimits.MaxValue)));

    private static KeyValueWrite WriteOf(StoreResult result) => new()
    {
        Succeeded = result.Status == StoreStatus.Done,
        Revision = result.Revision,
        Current = result.Current is { } item ? KeyValueItem.Of(item) : null,
    };
}

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order of their keys.</param>
/// <param name="More">Whether the list goes on behind the last of them.</param>
/// <param name="Revision">The newest entry that had changed the store when the page was read.</param>
public sealed record KeyValuePage(IReadOnlyList<KeyValueItem> Items, bool More, ulong Revision);
