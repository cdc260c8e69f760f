using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel;

/// <summary>A request that went through a connector of Semantic Kernel (<see cref="IChatCompletionService"/>).</summary>
/// <param name="context">The first call of the answer.</param>
/// <param name="length">How many messages of the history were sent.</param>
internal sealed class ConnectorRequest(AutoFunctionInvocationContext context, int length) : ModelRequest
{
    private const string Temperature = "Temperature";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ChatMessage>> AskAgainAsync(SelfConsistencyOptions options, CancellationToken cancellationToken)
    {
        ChatHistory history = [.. context.ChatHistory.Take(length)];
        var settings = Settings(options, history);
        var service = Service<IChatCompletionService>(context.Kernel, options.ServiceId ?? settings.ServiceId);
        var replies = await service.GetChatMessageContentsAsync(history, settings, context.Kernel, cancellationToken).ConfigureAwait(false);
        return [.. replies.Take(1).Select(r => r.ToThreadMessage())];
    }

    /// <summary>The app's settings, with the same functions offered and none of them invoked.</summary>
    private PromptExecutionSettings Settings(SelfConsistencyOptions options, ChatHistory history)
    {
        // Without a behavior, the connector's own ways may invoke functions, and they cannot be told not to.
        var behavior = context.ExecutionSettings?.FunctionChoiceBehavior
            ?? throw new NotSupportedException("the request was not made with a FunctionChoiceBehavior");
        var offered = behavior.GetConfiguration(new(history) { Kernel = context.Kernel, RequestSequenceIndex = context.RequestSequenceIndex });
        var settings = context.ExecutionSettings!.Clone();
        settings.FunctionChoiceBehavior = offered.Choice == FunctionChoice.Required
            ? FunctionChoiceBehavior.Required(offered.Functions, autoInvoke: false, offered.Options)
            : FunctionChoiceBehavior.Auto(offered.Functions, autoInvoke: false, offered.Options);
        if (options.Temperature is { } temperature)
        {
            SetTemperature(settings, temperature);
        }

        return settings;
    }

    /// <summary>Each connector has settings of its own; the base type has no temperature.</summary>
    private static void SetTemperature(PromptExecutionSettings settings, double temperature)
    {
        var property = settings.GetType().GetProperty(Temperature);
        var type = property is { CanWrite: true } ? Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType : null;
        if (type == typeof(double))
        {
            property!.SetValue(settings, temperature);
        }
        else if (type == typeof(float))
        {
            property!.SetValue(settings, (float)temperature);
        }
        else
        {
            settings.ExtensionData = new Dictionary<string, object>(settings.ExtensionData ?? new Dictionary<string, object>()) { ["temperature"] = temperature };
        }
    }
}
