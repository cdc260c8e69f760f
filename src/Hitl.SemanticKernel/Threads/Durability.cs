namespace Hitl.SemanticKernel;

/// <summary>When a running turn is written to the store.</summary>
public enum Durability
{
    /// <summary>Each batch of calls before it runs, and each result before the model sees it: a crash loses nothing.</summary>
    EveryStep,

    /// <summary>
    /// When a call must wait or people watch it, and at the end of a turn: calls that proceed cost no round trip, and a crash loses
    /// the turn, so that calls with effects may run again when the app repeats it.
    /// </summary>
    OnPause,
}
