using System.Globalization;

namespace Hitl.SemanticKernel;

/// <summary>Which contents an erasure took, as its event says: <c>all</c>, or numbers separated by commas.</summary>
internal static class ErasedEvents
{
    public const string Name = "events";

    public const string All = "all";

    public static string Text(IEnumerable<long> numbers) => string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The numbers.</summary>
    /// <param name="text">What the event says.</param>
    /// <param name="last">The last event that all of them can mean.</param>
    public static IEnumerable<long> Parse(string text, long last)
    {
        if (text == All)
        {
            for (var number = 1L; number <= last; number++)
            {
                yield return number;
            }

            yield break;
        }

        foreach (var part in text.Split(','))
        {
            if (long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                yield return number;
            }
        }
    }
}
