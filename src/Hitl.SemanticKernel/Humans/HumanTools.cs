using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>The human as a tool, for apps that hand over functions and not plugins.</summary>
public static class HumanTools
{
    /// <summary>The plugin's function: <c>Ask</c>.</summary>
    internal const string Ask = "Ask";

    /// <summary>Makes the function <c>ask_human</c>, with which a model asks people a question. The call waits at the <see cref="ReviewDesk"/>, and the answer is its result.</summary>
    /// <param name="configure">Whom the model can ask, and until when.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message says what to do.</exception>
    public static IReadOnlyList<AIFunction> Create(Action<HumanOptions>? configure = null) => [new HumanFunction(Options(configure), "ask_human")];

    internal static HumanOptions Options(Action<HumanOptions>? configure)
    {
        var options = new HumanOptions();
        configure?.Invoke(options);
        return options.Problem is { } problem ? throw new ArgumentException(problem, nameof(configure)) : options;
    }
}
