using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>What an event contains that may be personal. It is kept beside the event, which has its digest, and can be erased.</summary>
public sealed record EventContent
{
    /// <summary>What the calls of the event contain.</summary>
    public IReadOnlyList<EventCallContent>? Calls { get; init; }

    /// <summary>The name of the person who acted.</summary>
    public string? ActorName { get; init; }

    /// <summary>What the person wrote: the reason of a rejection or a stop, a comment.</summary>
    public string? Text { get; init; }

    /// <summary>The arguments that a person put in place of those proposed, a JSON object.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The result that a person gave.</summary>
    public string? Result { get; init; }

    /// <summary>A random text, so that the digest does not tell what an erased content was, however few contents are possible.</summary>
    public string? Salt { get; init; }
}
