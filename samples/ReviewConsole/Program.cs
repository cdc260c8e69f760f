using System.Text;
using Hitl.Memory;
using Hitl.SemanticKernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ReviewConsole;
using Spectre.Console;

Console.OutputEncoding = Encoding.UTF8;
if (ConsoleArguments.Parse(args) is not { } arguments)
{
    await Console.Error.WriteLineAsync(ConsoleArguments.Usage);
    return 2;
}

HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.ClearProviders();
builder.Services.AddHitl().AddRedis(arguments.Redis, options => options.KeyPrefix = arguments.Prefix ?? options.KeyPrefix);
using IHost host = builder.Build();
try
{
    await host.StartAsync();
    var terminal = new Terminal(AnsiConsole.Console, host.Services.GetRequiredService<ReviewDesk>(), host.Services.GetRequiredService<TimeProvider>(), arguments.Reviewer);
    CancellationToken stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
    await (arguments.OnlyLists || Console.IsInputRedirected || Console.IsOutputRedirected ? terminal.ListAsync(stopping) : terminal.RunAsync(stopping));
    await host.StopAsync();
    return 0;
}
catch (OperationCanceledException)
{
    return 0;
}
catch (HitlException e)
{
    await Console.Error.WriteLineAsync(Safe.Plain(e.Message));
    return 1;
}
