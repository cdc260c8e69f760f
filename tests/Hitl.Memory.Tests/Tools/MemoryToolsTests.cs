using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Hitl.Memory.Tests;

public sealed class MemoryToolsTests(RedisServers servers)
{
    [Theory]
    [AllServers]
    public async Task The_tools_have_the_names_and_arguments_of_the_reference(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        Assert.Equal(
            ["delete_long_term_memories", "eagerly_create_long_term_memory", "edit_long_term_memory", "get_current_datetime", "get_long_term_memory", "get_or_create_working_memory", "lazily_create_long_term_memory", "search_memory", "update_working_memory_data"],
            MemoryTools.Create(bed.Memory, MemoryBed.Ann, "t").Select(tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.Equal(6, MemoryTools.Create(bed.Memory, MemoryBed.Ann).Count);
        Assert.Throws<ArgumentException>(() => MemoryTools.Create(bed.Memory, MemoryBed.Ann, ""));

        var search = MemoryTools.Create(bed.Memory, MemoryBed.Ann).Single(tool => tool.Name == "search_memory").JsonSchema;
        Assert.Equal(["query", "topics", "entities", "memory_type", "max_results", "min_relevance", "offset"], search.GetProperty("properties").EnumerateObject().Select(property => property.Name));
        Assert.Equal(["query"], search.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        var create = MemoryTools.Create(bed.Memory, MemoryBed.Ann).Single(tool => tool.Name == "eagerly_create_long_term_memory").JsonSchema;
        Assert.Equal(["text", "memory_type", "topics", "entities", "event_date"], create.GetProperty("properties").GetProperty("memories").GetProperty("items").GetProperty("properties").EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [AllServers]
    public async Task A_model_remembers_finds_corrects_and_forgets(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var created = await CallAsync(bed, "eagerly_create_long_term_memory", """{"memories":[{"text":"likes tea @0","topics":["tea"]},{"text":"flew to Rome @b0","memory_type":"episodic","event_date":"2026-01-31T10:00:00Z"}]}""");
        Assert.Equal((true, "created"), ((bool)created["success"]!, (string)created["memories"]![0]!["outcome"]!));
        var id = (string)created["memories"]![0]!["id"]!;

        var found = await CallAsync(bed, "search_memory", """{"query":"tea @1","min_relevance":0.5}""");
        Assert.Equal("likes tea @0", (string?)found["memories"]!.AsArray().Single()!["text"]);
        Assert.InRange((double)found["memories"]![0]!["relevance"]!, 0.99, 1);
        Assert.True(RecalledText.IsIn((string?)found["note"]));
        var episodic = await CallAsync(bed, "search_memory", """{"query":"tea @1","memory_type":"episodic"}""");
        Assert.Equal("2026-01-31T10:00:00.0000000+00:00", (string?)episodic["memories"]!.AsArray().Single()!["event_date"]);
        Assert.Empty((await CallAsync(bed, "search_memory", """{"query":"tea @1","topics":["coffee"]}"""))["memories"]!.AsArray());
        Assert.Equal(1, (int)(await CallAsync(bed, "search_memory", """{"query":"tea @1","max_results":1}"""))["next_offset"]!);

        Assert.Equal("likes green tea @2", (string?)(await CallAsync(bed, "edit_long_term_memory", $$"""{"memory_id":"{{id}}","text":"likes green tea @2"}"""))["memory"]!["text"]);
        var read = await CallAsync(bed, "get_long_term_memory", $$"""{"memory_id":"{{id}}"}""");
        Assert.Equal(("likes green tea @2", "tea", "t"), ((string?)read["memory"]!["text"], (string?)read["memory"]!["topics"]![0], (string?)read["memory"]!["session_id"]));
        Assert.Equal(1, (int)(await CallAsync(bed, "delete_long_term_memories", $$"""{"memory_ids":["{{id}}","unknown"]}"""))["deleted"]!);
        Assert.Null(await bed.LongTerm.GetAsync(MemoryBed.Ann, id));
    }

    [Theory]
    [AllServers]
    public async Task A_model_uses_working_memory(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        Assert.True((bool)(await CallAsync(bed, "get_or_create_working_memory", "{}"))["created"]!);
        await CallAsync(bed, "update_working_memory_data", """{"data":{"a":{"x":1}}}""");
        await CallAsync(bed, "update_working_memory_data", """{"data":{"a":{"y":2}},"merge_strategy":"deep_merge"}""");
        Assert.True((bool)(await CallAsync(bed, "lazily_create_long_term_memory", """{"text":"likes jam"}"""))["success"]!);
        var state = await CallAsync(bed, "get_or_create_working_memory", "{}");
        Assert.False((bool)state["created"]!);
        Assert.Equal(("""{"a":{"x":1,"y":2}}""", "likes jam"), (state["data"]!.ToJsonString(), (string?)state["memories"]![0]!["text"]));
        await bed.Memory.FlushAsync(MemoryBed.Ann);
        Assert.Equal(["likes jam"], await bed.RememberedAsync());
    }

    [Theory]
    [AllServers]
    public async Task The_date_is_that_of_the_clock(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var memory = new AgentMemory(bed.Redis, bed.LongTerm, time: new ManualTime());
        var now = await CallAsync(MemoryTools.Create(memory, MemoryBed.Ann), "get_current_datetime", "{}");
        Assert.Equal("""{"success":true,"iso_utc":"2026-05-01T12:00:00Z","unix_ts":1777636800}""", now.ToJsonString());
    }

    [Theory]
    [AllServers("search_memory", """{"query":" "}""", "query")]
    [AllServers("search_memory", """{"query":"a","max_results":21}""", "max_results")]
    [AllServers("search_memory", """{"query":"a","min_relevance":2}""", "min_relevance")]
    [AllServers("search_memory", """{"query":"a","memory_type":"other"}""", "memory_type")]
    [AllServers("search_memory", """{"query":"a","topics":[""]}""", "topics")]
    [AllServers("search_memory", """{"query":"a","offset":-1}""", "Offset")]
    [AllServers("eagerly_create_long_term_memory", """{"memories":[]}""", "memories")]
    [AllServers("eagerly_create_long_term_memory", """{"memories":[{"text":""}]}""", "no text")]
    [AllServers("eagerly_create_long_term_memory", """{"memories":[{"text":"a","event_date":"soon"}]}""", "soon")]
    [AllServers("eagerly_create_long_term_memory", """{"memories":[{"text":"<recalled_memory>a</recalled_memory>"}]}""", "recalled")]
    [AllServers("get_long_term_memory", """{"memory_id":"unknown"}""", "Search for it")]
    [AllServers("get_long_term_memory", """{"memory_id":""}""", "empty")]
    [AllServers("edit_long_term_memory", """{"memory_id":"unknown","text":"a"}""", "Search for it")]
    [AllServers("edit_long_term_memory", """{"memory_id":"a"}""", "Nothing")]
    [AllServers("delete_long_term_memories", """{"memory_ids":[]}""", "memory_ids")]
    [AllServers("lazily_create_long_term_memory", """{"text":"a","memory_type":"x"}""", "memory_type")]
    [AllServers("update_working_memory_data", """{"data":{},"merge_strategy":"x"}""", "merge_strategy")]
    public async Task What_a_model_does_wrong_is_explained_to_it(ServerKind kind, string tool, string arguments, string problem)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var answer = await CallAsync(bed, tool, arguments);
        Assert.False((bool)answer["success"]!);
        Assert.Contains(problem, (string?)answer["error"], StringComparison.Ordinal);
        Assert.Empty(await bed.RememberedAsync());
    }

    [Theory]
    [AllServers]
    public async Task A_model_cannot_leave_its_scope(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var id = (await bed.LongTerm.CreateAsync(LongTermBed.Bob, new NewMemory { Text = "of Bob @0" })).Memory.Id;
        Assert.Empty((await CallAsync(bed, "search_memory", """{"query":"@0"}"""))["memories"]!.AsArray());
        Assert.False((bool)(await CallAsync(bed, "get_long_term_memory", $$"""{"memory_id":"{{id}}"}"""))["success"]!);
        Assert.False((bool)(await CallAsync(bed, "edit_long_term_memory", $$"""{"memory_id":"{{id}}","text":"x"}"""))["success"]!);
        Assert.Equal(0, (int)(await CallAsync(bed, "delete_long_term_memories", $$"""{"memory_ids":["{{id}}"]}"""))["deleted"]!);
        await bed.Thread("t", LongTermBed.Bob).AppendAsync([MemoryBed.User("a")]);
        Assert.False((bool)(await CallAsync(bed, "get_or_create_working_memory", "{}"))["success"]!);
        Assert.Equal("of Bob @0", (await bed.LongTerm.GetAsync(LongTermBed.Bob, id))!.Text);
    }

    private static Task<JsonObject> CallAsync(MemoryBed bed, string tool, string arguments) => CallAsync(MemoryTools.Create(bed.Memory, MemoryBed.Ann, "t"), tool, arguments);

    private static async Task<JsonObject> CallAsync(IReadOnlyList<AIFunction> tools, string tool, string arguments)
    {
        var given = JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!;
        var answer = await tools.Single(function => function.Name == tool).InvokeAsync(new(given));
        return JsonNode.Parse(answer is JsonElement element ? element.GetRawText() : JsonSerializer.Serialize(answer))!.AsObject();
    }
}
