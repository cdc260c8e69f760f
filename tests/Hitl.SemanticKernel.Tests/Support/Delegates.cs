using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Support;

internal static class Delegates
{
    /// <summary>Adds a plugin of delegates.</summary>
    public static Kernel Plugin(this Kernel kernel, string name, params (string Name, Delegate Function)[] functions)
    {
        kernel.ImportPluginFromFunctions(name, functions.Select(f => KernelFunctionFactory.CreateFromMethod(f.Function, f.Name)));
        return kernel;
    }
}
