using AgentDemo.Cli;

namespace AgentDemo.Tour;

/// <summary>Gives a tour that names no store a data folder of its own, and removes it afterwards.</summary>
internal sealed class TourFolder : IDisposable
{
    private readonly DirectoryInfo? _folder;

    public TourFolder(Invocation line)
    {
        if (line.Has("--data") || line.Has("--redis"))
        {
            Line = line;
            return;
        }

        _folder = Directory.CreateTempSubdirectory("hitl-agentdemo-");
        Line = line with { Options = new Dictionary<string, string>(line.Options) { ["--data"] = _folder.FullName } };
    }

    /// <summary>The command line with the store in it.</summary>
    public Invocation Line { get; }

    public void Dispose()
    {
        try
        {
            _folder?.Delete(recursive: true);
        }
        catch (IOException)
        {
            // It is in the system's folder for temporary files, which is cleared in its own time.
        }
    }
}
