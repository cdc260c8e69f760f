using System.Globalization;

namespace Hitl.SemanticKernel;

/// <summary>A place in the queue.</summary>
/// <param name="Score">The score of the review, as the server writes it.</param>
/// <param name="ReviewId">The review.</param>
internal sealed record QueuePosition(string Score, string ReviewId) : IComparable<QueuePosition>
{
    private double Value => double.Parse(Score, CultureInfo.InvariantCulture);

    public static QueuePosition? Parse(string text)
    {
        var at = text.IndexOf('_', StringComparison.Ordinal);
        return at > 0 && double.TryParse(text.AsSpan(0, at), NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && double.IsFinite(score)
            ? new QueuePosition(text[..at], text[(at + 1)..])
            : null;
    }

    public int CompareTo(QueuePosition? other) =>
        other is null ? 1
        : Value.CompareTo(other.Value) is var order and not 0 ? order
        : string.CompareOrdinal(ReviewId, other.ReviewId);

    public override string ToString() => $"{Score}_{ReviewId}";
}
