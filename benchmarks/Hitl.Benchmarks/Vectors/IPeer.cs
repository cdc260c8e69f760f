namespace Hitl.Benchmarks.Vectors;

/// <summary>The bare commands of a server, beside which a store is measured.</summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>What the searches are called.</summary>
    string Command { get; }

    /// <summary>How much of the index they may look at, least first; <see langword="null"/> for all of it.</summary>
    IReadOnlyList<int?> Efforts { get; }

    /// <summary>Takes the data, if it needs its own.</summary>
    Task LoadAsync(float[][] data);

    /// <summary>Searches.</summary>
    Task<int[]> SearchAsync(float[] query, Selection selection, int top, int? effort);
}
