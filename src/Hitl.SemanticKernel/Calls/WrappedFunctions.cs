using System.Reflection;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Finds the function behind one made by <c>AsKernelFunction</c>, and behind wrappers of Microsoft.Extensions.AI.</summary>
/// <remarks>
/// Semantic Kernel hands on its name, description and schema, and neither its method nor its properties. Where the field has
/// another name, the wrapper is all that is known.
/// </remarks>
internal static class WrappedFunctions
{
    private const string Field = "_aiFunction";

    private static readonly PropertyInfo? InnerFunction =
        typeof(DelegatingAIFunction).GetProperty("InnerFunction", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>The function behind another, or that function itself.</summary>
    public static AIFunction Innermost(AIFunction function)
    {
        while (Inner(function) is { } inner)
        {
            function = inner;
        }

        return function;
    }

    private static AIFunction? Inner(AIFunction function) => function switch
    {
        KernelFunction => function.GetType().GetField(Field, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(function) as AIFunction,
        DelegatingAIFunction => InnerFunction?.GetValue(function) as AIFunction,
        _ => null,
    };
}
