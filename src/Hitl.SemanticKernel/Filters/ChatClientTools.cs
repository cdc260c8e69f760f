using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>The names that tools have on the way through an <see cref="IChatClient"/> (<c>Plugin_Function</c> for kernel functions), and the stored ones (<c>Plugin-Function</c>).</summary>
internal sealed class ChatClientTools
{
    private readonly Dictionary<string, AIFunction> _functions;
    private readonly Dictionary<string, string> _offered;
    private readonly IReadOnlyList<AIFunctionDeclaration> _declared;

    private ChatClientTools(IEnumerable<AIFunction> functions, IEnumerable<AIFunctionDeclaration> declared)
    {
        _declared = [.. declared.Where(d => d is not AIFunction)];
        _functions = functions.DistinctBy(Offered).ToDictionary(Offered, StringComparer.Ordinal);
        _offered = _functions.Values.DistinctBy(Stored).ToDictionary(Stored, Offered, StringComparer.Ordinal);
    }

    public static ChatClientTools Of(IEnumerable<AITool>? tools) => new((tools ?? []).OfType<AIFunction>(), (tools ?? []).OfType<AIFunctionDeclaration>());

    /// <summary>What the client tells the model about a call of a function that it did not find.</summary>
    public static string NotFound(string name) => $"Error: Requested function \"{name}\" not found.";

    public AIFunction? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>The function of a call on record.</summary>
    public AIFunction? FindStored(string name) => _offered.TryGetValue(name, out var offered) ? _functions[offered] : null;

    /// <summary>A tool without a body, which the caller runs.</summary>
    public AIFunctionDeclaration? FindDeclared(string name) => _functions.ContainsKey(name) ? null : _declared.FirstOrDefault(d => d.Name == name);

    /// <summary>The name under which the model is offered a tool on record.</summary>
    public string OfferedName(string stored) => _offered.GetValueOrDefault(stored, stored);

    public ChatMessage ToThreadMessage(ChatMessage message) =>
        Rename(message, call =>
        {
            if (!_functions.TryGetValue(call.Name, out var offered) || offered.GetService<KernelFunction>() is not { } function)
            {
                return call;
            }

            var properties = call.AdditionalProperties is { } existing ? new AdditionalPropertiesDictionary(existing) : [];
            properties[MessageProperties.Function] = function.Name;
            if (function.PluginName is { } plugin)
            {
                properties[MessageProperties.Plugin] = plugin;
            }

            return Copy(call, call.CallId, ToolNames.Combine(function.PluginName, function.Name), properties);
        });

    /// <summary>A stored message as the model expects it: calls have the names of the tools that it is offered.</summary>
    public ChatMessage ToClientMessage(ChatMessage message) =>
        Rename(message, call => _offered.TryGetValue(call.Name, out var name) ? Copy(call, call.CallId, name, call.AdditionalProperties) : call);

    public static Microsoft.Extensions.AI.FunctionCallContent Copy(
        Microsoft.Extensions.AI.FunctionCallContent call, string id, string name, AdditionalPropertiesDictionary? properties) =>
        new(id, name, call.Arguments)
        {
            Exception = call.Exception,
            RawRepresentation = call.RawRepresentation,
            AdditionalProperties = properties,
        };

    public static ChatMessage Rename(ChatMessage message, Func<Microsoft.Extensions.AI.FunctionCallContent, Microsoft.Extensions.AI.FunctionCallContent> rename)
    {
        var copy = message.Clone();
        copy.Contents = [.. message.Contents.Select(c => c is Microsoft.Extensions.AI.FunctionCallContent call ? rename(call) : c)];
        return copy;
    }

    private static string Offered(AIFunction function) => ((AITool)function).Name;

    private static string Stored(AIFunction function) => ToolDefinitions.From(function).Name;
}
