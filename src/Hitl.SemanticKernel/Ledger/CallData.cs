using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>What is stored of a call when it is recorded; it never changes.</summary>
internal sealed record CallData
{
    public required string Tool { get; init; }

    public string? Plugin { get; init; }

    public required string Function { get; init; }

    public string? Description { get; init; }

    public required JsonElement Arguments { get; init; }

    public required string Digest { get; init; }

    public JsonElement? Schema { get; init; }

    public OversightDeclaration? Declaration { get; init; }

    public ToolHints? Hints { get; init; }

    /// <summary>See <see cref="ToolDefinition.IsDescribedInCode"/>; <see langword="null"/> when it is not, or need not be known.</summary>
    public bool? DescribedInCode { get; init; }

    public required RiskAssessment Risk { get; init; }

    /// <summary>How far the call can be trusted; <see langword="null"/> when no signal had anything to say.</summary>
    public TrustAssessment? Trust { get; init; }

    /// <summary>The messages of an answer that was held; <see langword="null"/> for a call.</summary>
    public IReadOnlyList<JsonElement>? Answer { get; init; }

    public Verdict Verdict { get; init; }

    /// <summary>Whether the verdict was recorded and not carried out.</summary>
    public bool IsShadow { get; init; }

    /// <summary>Whether the call runs at once and people watch.</summary>
    public bool IsMonitored => Verdict == Verdict.Monitor && !IsShadow;

    public required string PolicyReason { get; init; }

    public string? PolicyVersion { get; init; }

    public IReadOnlyList<string>? ReviewerGroups { get; init; }

    /// <summary>What the model asks people; <see langword="null"/> when it calls a tool.</summary>
    public HumanQuestion? Question { get; init; }

    /// <summary>The people who may answer a question; <see langword="null"/> for a call.</summary>
    public IReadOnlyList<string>? People { get; init; }

    /// <summary>How many must approve in the first step; <see langword="null"/> for one.</summary>
    public int? Quorum { get; init; }

    public IReadOnlyList<ReviewStep>? Then { get; init; }

    /// <summary>How many must reject; <see langword="null"/> for one.</summary>
    public int? Rejections { get; init; }

    public IReadOnlyList<EscalationLevel>? EscalateTo { get; init; }

    public bool SeparateEscalation { get; init; }

    public TimeSpan? Deadline { get; init; }

    public DeadlineAction? OnDeadline { get; init; }

    public string? UserId { get; init; }

    public CallOrigin Origin { get; init; }

    /// <summary>The trace in which the call was put on record, in W3C form; <see langword="null"/> without one.</summary>
    public string? Trace { get; init; }

    /// <summary>Whether the caller of the chat client runs it: the tool has no body here.</summary>
    public bool ByCaller { get; init; }

    /// <summary>Whether the connector hands arguments over as strings; a resumed call gets them in the same form.</summary>
    public bool TextArguments { get; init; }

    public ToolDefinition Definition => new()
    {
        Name = Tool,
        PluginName = Plugin,
        FunctionName = Function,
        Description = Description,
        ArgumentsSchema = Schema,
        Declaration = Declaration,
        Hints = Hints,
        IsDescribedInCode = DescribedInCode ?? false,
    };
}
