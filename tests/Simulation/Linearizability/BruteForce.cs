using AkkaFederation.TestKit.Linearizability;

namespace AkkaFederation.Simulation.Tests.Linearizability;

/// <summary>
/// The definition, word for word: some of the unanswered operations are chosen to have happened, and every order of all that
/// happened is tried. Shares nothing with the checker but the model; for a handful of operations.
/// </summary>
internal static class BruteForce
{
    public static bool IsLinearizable(ISequentialModel<KeyValueModel.Cell, KeyValueInput, KeyValueOutput> model, IReadOnlyList<Operation<KeyValueInput, KeyValueOutput>> history)
    {
        var open = history.Where(o => o.Returned is null).ToList();
        for (var chosen = 0; chosen < 1 << open.Count; chosen++)
        {
            var happened = history.Where(o => o.Returned is not null || (chosen & (1 << open.IndexOf(o))) != 0).ToList();
            if (Orders(happened).Any(order => Respects(order) && Explains(model, order))) return true;
        }

        return false;
    }

    private static bool Respects(List<Operation<KeyValueInput, KeyValueOutput>> order)
    {
        for (var later = 0; later < order.Count; later++)
        {
            for (var earlier = 0; earlier < later; earlier++)
            {
                if (order[later].Returned is { } end && end < order[earlier].Called) return false;
            }
        }

        return true;
    }

    // All keys at once: that they can be looked at one by one is what the checker claims.
    private static bool Explains(ISequentialModel<KeyValueModel.Cell, KeyValueInput, KeyValueOutput> model, List<Operation<KeyValueInput, KeyValueOutput>> order)
    {
        var states = new Dictionary<string, KeyValueModel.Cell>();
        foreach (var operation in order)
        {
            var (next, output) = model.Apply(states.GetValueOrDefault(operation.Input.Key, model.Initial), operation.Input);
            if (operation.Returned is not null && output != operation.Output) return false;
            states[operation.Input.Key] = next;
        }

        return true;
    }

    private static IEnumerable<List<T>> Orders<T>(List<T> items)
    {
        if (items.Count == 0)
        {
            yield return [];
            yield break;
        }

        for (var i = 0; i < items.Count; i++)
        {
            var rest = items.ToList();
            rest.RemoveAt(i);
            foreach (var order in Orders(rest)) yield return [items[i], .. order];
        }
    }
}
