namespace Hitl.SemanticKernel;

/// <summary>Some entries of a feed.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="End">From where on to read the next ones.</param>
/// <param name="HasMore">Whether there were more when this was read.</param>
internal sealed record FeedPage(IReadOnlyList<EventReference> Entries, FeedPosition End, bool HasMore);
