using System.ComponentModel;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Calls;

public class ToolDefinitionsTests
{
    [Fact]
    public void Functions_of_a_plugin_are_described()
    {
        var refund = KernelPluginFactory.CreateFromType<Shop>("My_Shop")["refund"];

        var tool = ToolDefinitions.From(refund);

        Assert.Equal(("My_Shop-refund", "My_Shop", "refund", "Gives money back"), (tool.Name, tool.PluginName, tool.FunctionName, tool.Description));
        Assert.Equal(new OversightDeclaration(0.9, RiskFlags.Financial, ReadOnly: false, Idempotent: true), tool.Declaration);
        Assert.Equal("integer", tool.ArgumentsSchema!.Value.GetProperty("properties").GetProperty("amount").GetProperty("type").GetString());
        Assert.Same(tool, ToolDefinitions.From(refund));
    }

    [Fact]
    public void A_clone_keeps_its_declaration_and_takes_the_name_of_its_plugin()
    {
        var clone = KernelPluginFactory.CreateFromType<Shop>("Shop")["refund"].Clone("Other");

        Assert.Equal("Other-refund", ToolDefinitions.From(clone).Name);
        Assert.NotNull(ToolDefinitions.From(clone).Declaration);
    }

    [Fact]
    public void Functions_without_plugin_have_their_own_name()
    {
        var kernelFunction = ToolDefinitions.From(KernelFunctionFactory.CreateFromMethod(() => 1, "one_two"));
        var aiFunction = ToolDefinitions.From(AIFunctionFactory.Create(() => 1, "one_two"));

        Assert.Equal(("one_two", (string?)null, "one_two", (string?)null), (kernelFunction.Name, kernelFunction.PluginName, kernelFunction.FunctionName, kernelFunction.Description));
        Assert.Equal(("one_two", null, "one_two", null), (aiFunction.Name, aiFunction.PluginName, aiFunction.FunctionName, aiFunction.Description));
    }

    [Fact]
    public void Declarations_are_read_from_methods_lambdas_and_local_functions()
    {
        [Oversight(ReadOnly = true)]
        static string Local() => "x";
        var lambda = [Oversight(Risk = 0.4)] () => "x";

        Assert.True(OversightDeclarations.Of(KernelFunctionFactory.CreateFromMethod(Local))!.ReadOnly);
        Assert.Equal(0.4, OversightDeclarations.Of(KernelFunctionFactory.CreateFromMethod(lambda))!.Risk);
        Assert.Equal(0.4, OversightDeclarations.Of(AIFunctionFactory.Create(lambda))!.Risk);
        Assert.Equal(0.9, OversightDeclarations.Of(KernelFunctionFactory.CreateFromMethod(new Shop().Refund))!.Risk);
        Assert.Equal(0.9, OversightDeclarations.Of(KernelFunctionFactory.CreateFromMethod(typeof(Special).GetMethod(nameof(Shop.Refund))!, new Special()))!.Risk);
        Assert.Null(OversightDeclarations.Of(KernelFunctionFactory.CreateFromMethod(Shop.Count))?.Risk);
    }

    [Fact]
    public void Nothing_is_declared_without_attribute_or_method()
    {
        Assert.Null(OversightDeclarations.Of(KernelFunctionFactory.CreateFromMethod(() => 1)));
        Assert.Null(OversightDeclarations.Of(KernelFunctionFactory.CreateFromPrompt("hello")));
    }

    private class Shop
    {
        [KernelFunction("refund"), Description("Gives money back"), Oversight(Risk = 0.9, Flags = RiskFlags.Financial, Idempotent = true)]
        public virtual string Refund(int amount) => $"{amount}";

        [KernelFunction, Oversight(ReadOnly = true)]
        public static int Count() => 1;
    }

    private sealed class Special : Shop
    {
        public override string Refund(int amount) => "special";
    }
}
