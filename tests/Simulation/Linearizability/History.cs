using System.Globalization;
using AkkaFederation.TestKit.Linearizability;

namespace AkkaFederation.Simulation.Tests.Linearizability;

/// <summary>
/// Histories as text, a line each: <c>client call-return operation = answer</c>; <c>?</c> for a return that never came, <c>-</c>
/// for "absent". For example <c>a 1-4 put x 1</c>, <c>b 2-3 get x = -</c>, <c>c 2-? cas x 1 2</c>, <c>c 5-6 cas x 1 2 = no 3</c>.
/// </summary>
internal static class History
{
    public static List<Operation<KeyValueInput, KeyValueOutput>> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Line)];

    public static LinearizabilityReport<KeyValueInput, KeyValueOutput> Check(string text) => Check(Parse(text));

    public static LinearizabilityReport<KeyValueInput, KeyValueOutput> Check(IEnumerable<Operation<KeyValueInput, KeyValueOutput>> history, long maxSteps = 1_000_000) =>
        new LinearizabilityChecker<KeyValueModel.Cell, KeyValueInput, KeyValueOutput>(new KeyValueModel(), maxSteps).Check(history);

    private static Operation<KeyValueInput, KeyValueOutput> Line(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var times = words[1].Split('-');
        var answer = Array.IndexOf(words, "=");
        KeyValueInput input = words[2] switch
        {
            "get" => new KeyValueInput.Get(words[3]),
            "put" => new KeyValueInput.Put(words[3], words[4]),
            "delete" => new KeyValueInput.Delete(words[3]),
            _ => new KeyValueInput.CompareAndSwap(words[3], Value(words[4]), words[5]),
        };
        var operation = new Operation<KeyValueInput, KeyValueOutput>(words[0], input, Number(times[0]));
        if (times[1] == "?") return operation;
        return operation with { Returned = Number(times[1]), Output = answer < 0 ? new KeyValueOutput(true) : Output(input, words[(answer + 1)..]) };
    }

    private static KeyValueOutput Output(KeyValueInput input, string[] answer) => input switch
    {
        KeyValueInput.Get => new KeyValueOutput(Value(answer[0]) is not null, Value(answer[0])),
        KeyValueInput.CompareAndSwap when answer[0] == "no" => new KeyValueOutput(false, Value(answer[1])),
        _ => new KeyValueOutput(answer[0] == "ok"),
    };

    private static string? Value(string word) => word == "-" ? null : word;

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
