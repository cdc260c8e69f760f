using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Docs;

public class HumanSnippets(RedisServers servers)
{
    [Fact]
    public async Task The_model_asks_and_a_person_answers()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var model = DocApp.Model(("Human_Ask", new { question = "Which carrier?", choices = new[] { "DHL", "UPS" }, to = "logistics" }));
        await using var app = DocApp.Start(server, server.NewPrefix(), _ => { }, model);
        var (kernel, desk) = (app.Kernel, app.Desk);

        #region human
        kernel.Plugins.AddHuman(human =>
        {
            human.Addressees["logistics"] = new() { Groups = ["logistics"] };
            human.Addressees["the manager"] = new() { People = ["lea"] };
            human.Deadline = TimeSpan.FromDays(1);
        });
        #endregion

        await app.Threads.Get("t").InvokeAsync(kernel, "Send it.", cancellationToken: TestContext.Current.CancellationToken);

        #region answer
        var joe = new Reviewer("joe") { Groups = ["logistics"] };
        while (await desk.ClaimNextAsync(joe) is { Question: { } question } review)
        {
            Console.WriteLine($"{question.Text} ({string.Join(", ", question.Choices)})");
            await desk.RespondAsync(review, joe, question.Choices.Count > 0 ? question.Choices[0] : "I do not know.");
        }
        #endregion

        Assert.Equal("Done: DHL", (await app.Threads.Get("t").ResumeAsync(kernel, cancellationToken: TestContext.Current.CancellationToken)).Message?.Content);
    }

    [Fact]
    public void The_same_as_functions()
    {
        #region human-functions
        IReadOnlyList<Microsoft.Extensions.AI.AIFunction> functions = HumanTools.Create(human => human.Default = new() { Groups = ["support"] });
        #endregion

        Assert.Equal("ask_human", Assert.Single(functions).Name);
    }
}
