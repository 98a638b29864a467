using System.Globalization;
using AkkaFederation.TestKit.Linearizability;

namespace AkkaFederation.TestKit.KeyValue;

/// <summary>
/// One client's operations on a few keys, one after the other, and what became of each. Every value is written once in all, so
/// that whoever reads one says who wrote it.
/// </summary>
internal sealed class KeyValueLoad(string name, FederationKeyValue store, KeyValueHistory history, Random random, int keys, bool staleReads = false)
{
    private readonly Dictionary<string, string?> _seen = [];
    private int _values;

    /// <summary>Operations that were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Does one thing; ends when it is answered, or given up.</summary>
    public async Task StepAsync(CancellationToken ct = default)
    {
        var input = Draw();
        var call = history.Call(name, input);
        try
        {
            var output = await DoAsync(input, ct);
            history.Answer(call, output);
            Answered++;
        }
        catch (IndeterminateException)
        {
            // Stays open.
        }
        catch (OperationCanceledException)
        {
            // Stays open.
        }
        catch (Exception e) when (e is TimeoutException or KeyValueException)
        {
            history.Deny(call);
        }
    }

    private KeyValueInput Draw()
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"k{random.Next(keys)}");
        return random.Next(10) switch
        {
            0 => new KeyValueInput.Delete(key),
            1 or 2 or 3 => new KeyValueInput.CompareAndSwap(key, _seen.GetValueOrDefault(key), NextValue()),
            4 or 5 => new KeyValueInput.Put(key, NextValue()),
            _ => new KeyValueInput.Get(key),
        };
    }

    private string NextValue() => string.Create(CultureInfo.InvariantCulture, $"{name}.{++_values}");

    private async Task<KeyValueOutput> DoAsync(KeyValueInput input, CancellationToken ct)
    {
        switch (input)
        {
            case KeyValueInput.Put put:
                await store.PutAsync(put.Key, put.Value, ct: ct);
                _seen[put.Key] = put.Value;
                return new KeyValueOutput(true);
            case KeyValueInput.CompareAndSwap cas:
                var expected = cas.Expected is { } value ? KeyValueCondition.Value(System.Text.Encoding.UTF8.GetBytes(value)) : KeyValueCondition.Absent;
                var swapped = await store.CompareAndSwapAsync(cas.Key, expected, System.Text.Encoding.UTF8.GetBytes(cas.Value), ct: ct);
                _seen[cas.Key] = swapped.Succeeded ? cas.Value : swapped.Current?.Text;
                return new KeyValueOutput(swapped.Succeeded, swapped.Current?.Text);
            case KeyValueInput.Delete delete:
                var deleted = await store.DeleteAsync(delete.Key, ct: ct);
                _seen[delete.Key] = null;
                return new KeyValueOutput(deleted.Existed);
            default:
                var found = await store.GetAsync(input.Key, staleReads, ct);
                _seen[input.Key] = found?.Text;
                return new KeyValueOutput(found is not null, found?.Text);
        }
    }
}
