namespace Hitl.SemanticKernel;

/// <summary>How the model is asked again whether it stands by a call; configuration section <c>Hitl:Trust:SelfConsistency</c>.</summary>
public sealed class SelfConsistencyOptions
{
    /// <summary>How often the model is asked again, in parallel: so many more requests with the whole conversation, once for all calls of one answer.</summary>
    /// <value>1 to 10. Default 3.</value>
    public int Samples { get; set; } = 3;

    /// <summary>How much the signal counts beside the others. With 0 the model is not asked.</summary>
    /// <value>0 to 100. Default 1.</value>
    public double Weight { get; set; } = 1;

    /// <summary>
    /// Whether the model is asked about every call that it makes, also about those that proceed or wait however far they are trusted, so that
    /// reviewers see the answer. Each batch of calls then costs <see cref="Samples"/> requests more, reads included.
    /// </summary>
    /// <value>Default <see langword="false"/>: only where the policy in force would decide otherwise with less or more trust.</value>
    public bool EveryCall { get; set; }

    /// <summary>The temperature of the repeated requests. At 0 a model repeats itself, which says nothing.</summary>
    /// <value>0 to 2. Default: that of the app's own request.</value>
    public double? Temperature { get; set; }

    /// <summary>The key of the <c>IChatClient</c> or <c>IChatCompletionService</c> that is asked.</summary>
    /// <value>Default: the <c>ServiceId</c> of the app's request, and without one the kernel's own service.</value>
    public string? ServiceId { get; set; }

    /// <summary>How long all repeated requests together may take. Those that have not answered by then do not count.</summary>
    /// <value>100 milliseconds to 2 minutes. Default 10 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
