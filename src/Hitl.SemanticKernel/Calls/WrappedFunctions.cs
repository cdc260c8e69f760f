using System.Reflection;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Finds the function behind one made by <c>AsKernelFunction</c>.</summary>
/// <remarks>
/// Semantic Kernel hands on its name, description and schema, and neither its method nor its properties. Where the field has
/// another name, the wrapper is all that is known.
/// </remarks>
internal static class WrappedFunctions
{
    private const string Field = "_aiFunction";

    /// <summary>The function behind another, or that function itself.</summary>
    public static AIFunction Innermost(AIFunction function)
    {
        while (function is KernelFunction
            && function.GetType().GetField(Field, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(function) is AIFunction inner)
        {
            function = inner;
        }

        return function;
    }
}
