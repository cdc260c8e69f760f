using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Docs;

public class WorkerSnippets(RedisServers servers)
{
    [Fact]
    public async Task A_host_resumes_threads()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        var prefix = server.NewPrefix();
        var (payments, told) = (new Payments(), new TaskCompletionSource<AgentTurn>());
        Task NotifyUserAsync(string threadId, string? answer)
        {
            told.TrySetResult(new AgentTurn { Status = AgentTurnStatus.Completed, ThreadId = threadId, Message = new ChatMessageContent(Microsoft.SemanticKernel.ChatCompletion.AuthorRole.Assistant, answer) });
            return Task.CompletedTask;
        }

        static string UserOf(string threadId) => "user of " + threadId;

        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var services = builder.Services;
        services.AddSingleton(DocApp.Refunding().AsBuilder().UseKernelFunctionInvocation().Build());
        services.AddKernel().AddOversight().Plugins.AddFromObject(new OrdersPlugin(payments), "Orders");

        #region worker
        services.AddHitl().AddRedis(server.Connection, o => o.KeyPrefix = prefix).AddThreadWorker(
            kernel: (provider, threadId, _) => new(provider.GetRequiredService<Kernel>().UseUser(UserOf(threadId))),
            configure: options =>
            {
                options.MaxConcurrentThreads = 4;
                options.OnTurn = async (turn, cancellationToken) =>
                {
                    if (turn.Status == AgentTurnStatus.Completed)
                    {
                        await NotifyUserAsync(turn.ThreadId, turn.Message?.Content);
                    }
                };
            });
        #endregion

        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await using var other = DocApp.Start(server, prefix, p => p.AddFromObject(new OrdersPlugin(payments), "Orders"));
        await other.Threads.Get("t").InvokeAsync(other.Kernel, "Refund 12.50 on order 1042.", cancellationToken: TestContext.Current.CancellationToken);
        await other.Desk.ApproveAsync((await other.Desk.ListAsync(cancellationToken: TestContext.Current.CancellationToken))[0], new Reviewer("ana"), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("Done: refunded", (await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Message?.Content);
        Assert.Single(payments.Refunds);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}
