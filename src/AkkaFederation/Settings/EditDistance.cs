namespace AkkaFederation.Settings;

/// <summary>Levenshtein's distance: insertions, deletions and replacements of one character.</summary>
internal static class EditDistance
{
    private const int LongestText = 256;

    public static int Between(string a, string b)
    {
        if (a.Length > LongestText || b.Length > LongestText) return int.MaxValue;
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
