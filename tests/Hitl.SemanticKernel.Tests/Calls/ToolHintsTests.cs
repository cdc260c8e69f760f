using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Calls;

public class ToolHintsTests
{
    [Fact]
    public void Hints_are_read_in_any_form()
    {
        object[] forms = [true, "true", "True", JsonElement.Parse("true"), JsonElement.Parse("\"true\""), JsonNode.Parse("true")!, JsonNode.Parse("\"true\"")!];

        Assert.All(forms, yes => Assert.Equal(new ToolHints(Destructive: true), Of(new() { ["destructiveHint"] = yes, ["readOnlyHint"] = "perhaps", ["title"] = "x" })));
    }

    [Fact]
    public void Hints_are_read_under_annotations()
    {
        const string Json = """{"readOnlyHint":true,"idempotentHint":true,"openWorldHint":false}""";
        var hints = new ToolHints(ReadOnly: true, Idempotent: true, OpenWorld: false);

        Assert.Equal(hints, Of(new() { ["annotations"] = JsonElement.Parse(Json) }));
        Assert.Equal(hints, Of(new() { ["annotations"] = JsonNode.Parse(Json) }));
        Assert.Equal(hints, Of(new() { ["annotations"] = new Dictionary<string, object?> { ["readOnlyHint"] = true, ["idempotentHint"] = true, ["openWorldHint"] = false } }));
        Assert.Equal(hints, Of(new() { ["annotations"] = new Annotated(true, null, true, false) }));
        Assert.Null(Of(new() { ["annotations"] = "none" }));
        Assert.Null(Of([]));
    }

    [Fact]
    public void Hints_of_kernel_functions_are_read_from_their_metadata()
    {
        var function = KernelFunctionFactory.CreateFromMethod(() => 1, new KernelFunctionFromMethodOptions
        {
            FunctionName = "f",
            AdditionalMetadata = new(new Dictionary<string, object?> { ["readOnlyHint"] = true }),
        });

        Assert.Equal(new ToolHints(ReadOnly: true), ToolDefinitions.From(function).Hints);
        Assert.Equal(new ToolHints(ReadOnly: true), ToolDefinitions.From(function.Clone("P")).Hints);
    }

    [Fact]
    public void A_tool_made_a_kernel_function_keeps_hints_and_declaration()
    {
        var tool = ToolDefinitions.From(new McpLikeTool().AsKernelFunction().Clone("Srv"));
        var declared = ToolDefinitions.From(AIFunctionFactory.Create([Oversight(Risk = 0.4), Description("Returns a word.")] () => "x", "word").AsKernelFunction());

        Assert.Equal(("Srv-purge", new ToolHints(ReadOnly: false, Destructive: true)), (tool.Name, tool.Hints));
        Assert.False(tool.IsDescribedInCode);
        Assert.Equal(0.4, declared.Declaration!.Risk);
        Assert.True(declared.IsDescribedInCode);
    }

    [Fact]
    public void A_description_that_came_from_elsewhere_is_not_that_of_the_method()
    {
        Assert.True(ToolDefinitions.From(KernelFunctionFactory.CreateFromMethod([Description("Returns a word.")] () => "x", "f")).IsDescribedInCode);
        Assert.False(ToolDefinitions.From(KernelFunctionFactory.CreateFromMethod(() => "x", "f", "Returns a word.")).IsDescribedInCode);
        Assert.False(ToolDefinitions.From(KernelFunctionFactory.CreateFromPrompt("hi", description: "Returns a word.")).IsDescribedInCode);
    }

    private static ToolHints? Of(Dictionary<string, object?> properties) =>
        ToolDefinitions.From(AIFunctionFactory.Create(() => 1, new AIFunctionFactoryOptions { Name = "f", AdditionalProperties = properties })).Hints;

    private sealed record Annotated(bool? ReadOnlyHint, bool? DestructiveHint, bool? IdempotentHint, bool? OpenWorldHint);

    private sealed record Described(Annotated? Annotations);

    /// <summary>Carries its hints where client tools of the MCP SDK do.</summary>
    private sealed class McpLikeTool : AIFunction
    {
        public override string Name => "purge";

        public override string Description => "Returns nothing.";

        public Described ProtocolTool { get; } = new(new Annotated(false, true, null, null));

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) => new("gone");
    }
}
