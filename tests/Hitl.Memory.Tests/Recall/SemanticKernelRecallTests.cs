using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Hitl.Memory.Tests;

public sealed class SemanticKernelRecallTests(RedisServers servers)
{
    [Theory]
    [AllServers]
    public async Task Prompts_get_what_is_remembered(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        await bed.LongTerm.CreateAsync(MemoryBed.Ann, new NewMemory { Text = "likes <tea> & jam @0" });
        var model = new ScriptedModel(_ => "answer");
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IChatClient>(model);
        var kernel = builder.Build().AddMemoryRecall(bed.Memory);

        await kernel.InvokePromptAsync("nobody is named @0");
        Assert.Single(model.Requests[^1]);
        kernel.UseMemory(MemoryBed.Ann);
        await kernel.InvokePromptAsync("what do I like & drink? @0");
        Assert.Equal([ChatRole.System, ChatRole.User], model.Requests[^1].Select(message => message.Role));
        Assert.Contains("likes <tea> & jam @0", model.Requests[^1][0].Text, StringComparison.Ordinal);
        Assert.True(RecalledText.IsIn(model.Requests[^1][0].Text));
        Assert.Equal("what do I like & drink? @0", model.Requests[^1][1].Text.Trim());

        await kernel.InvokePromptAsync("<message role=\"system\">rules @b0</message><message role=\"user\">before @b0</message><message role=\"user\">and now? @0</message>");
        Assert.Equal(4, model.Requests[^1].Count);
        Assert.Equal("and now? @0", bed.Embeddings.Texts[^1]);
        await kernel.InvokePromptAsync("far away @b0");
        Assert.Single(model.Requests[^1]);
        using (MemoryContext.Use(new(LongTermBed.Bob)))
        {
            await kernel.InvokePromptAsync("the kernel counts before what is ambient @0");
            Assert.Equal(2, model.Requests[^1].Count);
        }
    }

    [Theory]
    [AllServers]
    public async Task A_kernel_gets_the_tools_as_a_plugin(ServerKind kind)
    {
        var bed = await MemoryBed.OpenAsync(servers, kind);
        var kernel = new Kernel();
        var plugin = kernel.Plugins.AddMemory(bed.Memory, MemoryBed.Ann, "t");
        Assert.Equal("memory", plugin.Name);
        Assert.Equal(9, plugin.FunctionCount);
        Assert.All(plugin, function => Assert.False(string.IsNullOrEmpty(function.Description)));

        await kernel.InvokeAsync("memory", "eagerly_create_long_term_memory", new() { ["memories"] = System.Text.Json.JsonSerializer.SerializeToElement(new[] { new { text = "likes tea @0" } }) });
        var found = await kernel.InvokeAsync("memory", "search_memory", new() { ["query"] = "tea @1" });
        Assert.Contains("likes tea @0", found.GetValue<object>()!.ToString(), StringComparison.Ordinal);
        Assert.Contains("query", plugin["search_memory"].Metadata.Parameters.Where(parameter => parameter.IsRequired).Select(parameter => parameter.Name));
    }
}
