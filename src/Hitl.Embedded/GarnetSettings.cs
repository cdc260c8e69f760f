using System.Net;
using Garnet.server;
using Microsoft.Extensions.Logging;
using Tsavorite.core;

namespace Hitl.Embedded;

/// <summary>The settings of Garnet under which it behaves as the Redis server that the library expects.</summary>
internal static class GarnetSettings
{
    public static GarnetServerOptions Create(IPEndPoint endPoint, string? dataDirectory, ILogger logger)
    {
        var options = new GarnetServerOptions(logger)
        {
            EndPoints = [endPoint],
            QuietMode = true,
            EnableLua = true,
            LuaTransactionMode = true,
            LuaOptions = new LuaOptions(logger),
            EnableVectorSetPreview = true,
            MaxDatabases = 1,

            // Pages are allocated as the data grows, so the limit costs nothing. It must stay far away: beyond it
            // Garnet would drop the oldest records.
            LogMemorySize = "16g",
            PageSize = "1m",
            IndexMemorySize = "4m",
            IndexMaxMemorySize = "256m",
            BufferPoolMemoryBudget = "64m",
        };
        if (dataDirectory is null)
        {
            // Without it, a client's SAVE would write into the current directory.
            options.DeviceFactoryCreator = new NullNamedDeviceFactoryCreator();
        }
        else
        {
            MakeDurable(options, dataDirectory, logger);
        }

        return options;
    }

    private static void MakeDurable(GarnetServerOptions options, string dataDirectory, ILogger logger)
    {
        options.CheckpointDir = dataDirectory;
        options.Recover = true;
        options.FailOnRecoveryError = true;
        options.EnableAOF = true;
        options.CommitFrequencyMs = 0;
        options.WaitForCommit = true;
        options.AofPageSize = "16m";
        options.AofMemorySize = "64m";

        // The native device needs libaio, which a developer's machine seldom has.
        options.DeviceType = DeviceType.RandomAccess;
        options.DeviceFactoryCreator = new LocalStorageNamedDeviceFactoryCreator(deviceType: DeviceType.RandomAccess, logger: logger);
    }
}
