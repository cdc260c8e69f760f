using System.Text.Json;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Arguments from a record, in the form in which the connector would have handed them over.</summary>
internal static class ArgumentValues
{
    public static KernelArguments ToKernelArguments(CallEntry call)
    {
        var arguments = new KernelArguments();
        foreach (var argument in call.EffectiveArguments.EnumerateObject())
        {
            arguments[argument.Name] = argument.Value.ValueKind == JsonValueKind.Null ? null
                : call.Data.TextArguments ? argument.Value.ToString()
                : argument.Value;
        }

        return arguments;
    }
}
