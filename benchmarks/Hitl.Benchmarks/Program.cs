using BenchmarkDotNet.Running;
using Hitl.Benchmarks.Judge;
using Hitl.Benchmarks.Vectors;

const string Usage = """
    judge DIR [--injected FILE] [--json]   judge recorded conversations, and injected calls
    cost                                   what judging a call costs
    vectors CONNECTION [RECORDS]           the vector stores beside the commands of Redis 8 and Redis Search
    --filter PATTERN ...                   any benchmark, with the options of BenchmarkDotNet
    """;

switch (args)
{
    case ["judge", .. var rest]:
        return await JudgeCommand.RunAsync(rest, Console.Out, Console.Error, CancellationToken.None);
    case ["cost"]:
        BenchmarkRunner.Run<Hitl.Benchmarks.Cost.JudgmentCost>();
        return 0;
    case ["vectors", .. var rest]:
        return await VectorsCommand.RunAsync(rest, Console.Out, Console.Error);
    case [] or ["--help"]:
        Console.WriteLine(Usage);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
