using System.Text.Json;

namespace Hitl.SemanticKernel.Tests.Ledger;

public class StoredDefinitionTests
{
    [Fact]
    public void What_a_tool_says_of_itself_is_there_when_a_reviewer_edits_the_call()
    {
        var data = new CallData
        {
            Tool = "Srv-get",
            Plugin = "Srv",
            Function = "get",
            Description = "Gets it.",
            Hints = new ToolHints(ReadOnly: false, OpenWorld: true),
            DescribedInCode = true,
            Arguments = JsonElement.Parse("{}"),
            Digest = "",
            Risk = RiskAssessment.Unknown,
            PolicyReason = "",
        };

        var stored = JsonSerializer.Serialize(data, LedgerJson.Relaxed.CallData);
        var definition = JsonSerializer.Deserialize(stored, LedgerJson.Relaxed.CallData)!.Definition;

        Assert.Equal(data.Definition, definition);
        Assert.Equal((data.Hints, true), (definition.Hints, definition.IsDescribedInCode));
        Assert.DoesNotContain("ints", JsonSerializer.Serialize(data with { Hints = null, DescribedInCode = null }, LedgerJson.Relaxed.CallData), StringComparison.Ordinal);
    }
}
