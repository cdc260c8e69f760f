using Hitl.SemanticKernel;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.Benchmarks.Judge;

/// <summary>Judges recorded conversations with no declarations at all, as an app with no options would.</summary>
internal static class JudgeCommand
{
    private const string Usage = "usage: judge DIR [--injected FILE] [--json]";

    /// <returns>0; 1 for a wrong command line, 2 for data that cannot be used.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        string? folder = null, injected = null;
        var isJson = false;
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--json":
                    isJson = true;
                    break;
                case "--injected" when i + 1 < args.Count:
                    injected = args[++i];
                    break;
                case { Length: > 0 } path when folder is null && !path.StartsWith('-'):
                    folder = path;
                    break;
                default:
                    await errors.WriteLineAsync(Usage);
                    return 1;
            }
        }

        if (folder is null)
        {
            await errors.WriteLineAsync(Usage);
            return 1;
        }

        try
        {
            var report = await JudgeAsync(folder, injected, cancellationToken);
            if (isJson)
            {
                await output.WriteLineAsync(report.ToJson());
            }
            else
            {
                report.Write(output);
            }

            return 0;
        }
        catch (DataException e)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static async Task<JudgeReport> JudgeAsync(string folder, string? injected, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddHitl().Services.BuildServiceProvider();
        var judge = services.GetRequiredService<CallJudge>();
        var report = new JudgeReport();
        var labels = DataFiles.Labels(folder);
        foreach (var call in DataFiles.Calls(folder))
        {
            report.Add(labels.GetValueOrDefault(call.Tool.Name, "unlabelled"), call, await judge.JudgeAsync(call, cancellationToken));
        }

        foreach (var (call, isAttack) in injected is null ? [] : DataFiles.Injected(injected))
        {
            report.Add(call, isAttack, await judge.JudgeAsync(call, cancellationToken));
        }

        return report;
    }
}
