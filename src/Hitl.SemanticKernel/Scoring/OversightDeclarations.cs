using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>Reads what functions declare with <see cref="OversightAttribute"/>.</summary>
internal static class OversightDeclarations
{
    // Weak, so that the methods of collectible assemblies can go.
    private static readonly ConditionalWeakTable<MethodInfo, StrongBox<OversightDeclaration?>> Cache = [];

    /// <summary>What a function declares.</summary>
    /// <returns>The declaration; <see langword="null"/> when there is none or no method behind the function.</returns>
    /// <remarks>Functions made from prompts have no method, so their names are looked at.</remarks>
    public static OversightDeclaration? Of(AIFunction function) => function.UnderlyingMethod is { } method
        ? Cache.GetValue(method, static m => new StrongBox<OversightDeclaration?>(Read(m))).Value
        : null;

    private static OversightDeclaration? Read(MethodInfo method) => method.GetCustomAttribute<OversightAttribute>(inherit: true) is { } declared
        ? new OversightDeclaration(double.IsNaN(declared.Risk) ? null : declared.Risk, declared.Flags, declared.ReadOnly, declared.Idempotent)
        : null;
}
