using System.Text.Json;
using Microsoft.SemanticKernel.ChatCompletion;
using SK = Microsoft.SemanticKernel;

namespace Hitl.Memory.Tests;

public class MetadataTests
{
    [Fact]
    public void Metadata_keeps_plain_values_and_drops_live_objects()
    {
        Dictionary<string, object?> metadata = new()
        {
            ["text"] = "t",
            ["null"] = null,
            ["true"] = true,
            ["int"] = 5,
            ["decimal"] = 12.50m,
            ["enum"] = DayOfWeek.Friday,
            ["time"] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            ["id"] = Guid.Empty,
            ["json"] = JsonDocument.Parse("""{"a":[1.0]}""").RootElement,
            ["list"] = new List<object?> { 1, "two", null },
            ["map"] = new Dictionary<string, object?> { ["in"] = 1, ["live"] = new object() },
            ["live"] = new Uri[] { new("https://example.org") }.Select(uri => uri),
            ["objects"] = new[] { new object() },
            ["nan"] = double.NaN,
            ["delegate"] = (Action)(() => { }),
            [MessageProperties.Plugin] = "reserved",
        };
        metadata["cycle"] = metadata;

        SK.ChatMessageContent back = Trip.ToSemanticKernel(new SK.ChatMessageContent(AuthorRole.Assistant, "x", metadata: metadata));

        Assert.Equal("t", back.Metadata!["text"]);
        Assert.Null(back.Metadata["null"]);
        Assert.Equal("true", ((JsonElement)back.Metadata["true"]!).GetRawText());
        Assert.Equal("12.50", ((JsonElement)back.Metadata["decimal"]!).GetRawText());
        Assert.Equal("Friday", back.Metadata["enum"]);
        Assert.Equal("2026-01-02T03:04:05+00:00", back.Metadata["time"]);
        Assert.Equal("""{"a":[1.0]}""", ((JsonElement)back.Metadata["json"]!).GetRawText());
        Assert.Equal("""[1,"two",null]""", ((JsonElement)back.Metadata["list"]!).GetRawText());
        Assert.Equal("""{"in":1}""", ((JsonElement)back.Metadata["map"]!).GetRawText());
        string[] dropped = ["live", "objects", "nan", "delegate", MessageProperties.Plugin];
        Assert.All(dropped, key => Assert.False(back.Metadata.ContainsKey(key)));
    }
}
