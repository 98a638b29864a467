using AkkaFederation.Hocon;

namespace Engine.Tests.Hocon;

/// <summary>Damaged and random texts, from a seed: each is read or refused, and what is read survives being written.</summary>
public sealed class HoconFuzzTests
{
    private const string Sample = """
        # comment
        a { b = 1, c : [1, "two", { d = three }], "e.f" = ${a.b} }
        a.g += 5 // more
        base { x = 1, y = on }
        derived = ${base} { y = off }
        text = '''raw "text" '''
        path = ${?HOME}/data-${a.b}
        time = 250 ms
        """;

    private const string Alphabet = "ab.\"${}[]=:,+?#/\\ \n'0";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_damaged_text_is_read_or_refused(int seed)
    {
        var random = new Random(seed);
        var sample = Sample.Replace("'''", "\"\"\"");
        for (var i = 0; i < 3000; i++)
        {
            var text = sample.ToCharArray().ToList();
            for (var damage = random.Next(1, 6); damage > 0; damage--)
                Damage(text, random);
            ReadOrRefused(new string([.. text]));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void A_random_text_is_read_or_refused(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 10_000; i++)
            ReadOrRefused(new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => Any(random))]));
    }

    [Fact]
    public void A_random_tree_survives_being_written()
    {
        var random = new Random(6);
        for (var i = 0; i < 500; i++)
        {
            var tree = (ConfigObject)Tree(random, 4);
            Assert.Equal(tree.ToString(), HoconParser.Parse(tree.ToString(), "written", HoconOptions.TextOnly).ToString());
        }
    }

    private static void ReadOrRefused(string text)
    {
        ConfigObject tree;
        try
        {
            tree = HoconParser.Parse(text, "fuzz", HoconOptions.TextOnly);
        }
        catch (HoconException e)
        {
            Assert.InRange(e.Position.Line, 1, text.Count(c => c == '\n') + 1);
            return;
        }

        Assert.Equal(tree.ToString(), HoconParser.Parse(tree.ToString(), "written", HoconOptions.TextOnly).ToString());
    }

    private static void Damage(List<char> text, Random random)
    {
        var at = random.Next(text.Count);
        switch (random.Next(4))
        {
            case 0:
                text.RemoveAt(at);
                break;
            case 1:
                text.Insert(at, Any(random));
                break;
            case 2:
                text[at] = Any(random);
                break;
            default:
                text.AddRange(text.GetRange(at, Math.Min(random.Next(30), text.Count - at)));
                break;
        }
    }

    private static char Any(Random random) => Alphabet[random.Next(Alphabet.Length)];

    private static string Text(Random random) => new([.. Enumerable.Range(0, random.Next(6)).Select(_ => Any(random))]);

    private static ConfigNode Tree(Random random, int depth)
    {
        var here = new SourcePosition("made", 1);
        if (depth < 4 && (depth == 0 || random.Next(3) == 0))
            return new ConfigScalar(Text(random), quoted: true, here);
        var children = Enumerable.Range(0, random.Next(4)).Select(_ => Tree(random, depth - 1)).ToList();
        if (depth < 4 && random.Next(3) == 0)
            return new ConfigArray(children, here);
        return new ConfigObject([.. children.Select((c, i) => new ConfigField($"{i}{Text(random)}", here, c))], here);
    }
}
