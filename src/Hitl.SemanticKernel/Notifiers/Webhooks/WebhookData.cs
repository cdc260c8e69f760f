namespace Hitl.SemanticKernel;

/// <summary>What a webhook says.</summary>
internal sealed record WebhookData
{
    public required string Text { get; init; }

    public string? Thread { get; init; }

    /// <summary>The hash of the event, by which it is found in the audit log.</summary>
    public required string Event { get; init; }

    public string? Actor { get; init; }

    public ReviewSummary? Review { get; init; }

    public bool IsRedelivery { get; init; }
}
