namespace Hitl.Embedded;

/// <summary>The exclusive use of a data folder, for as long as this object or its process lives.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    internal const string FileName = "hitl.lock";

    private readonly FileStream _file;

    private DataDirectoryLock(string dataDirectory, FileStream file)
    {
        DataDirectory = dataDirectory;
        _file = file;
    }

    public string DataDirectory { get; }

    public static DataDirectoryLock Acquire(string dataDirectory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(dataDirectory);
        var path = Path.GetFullPath(dataDirectory);
        CreateDirectory(path);
        try
        {
            // On Unix this is flock: held by the open file, so also against this process, and dropped by the kernel on kill -9.
            // The file stays behind on purpose: deleting it would let two processes lock two different files of that name.
            return new DataDirectoryLock(
                path,
                new FileStream(Path.Combine(path, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw NotUsable(path, exception);
        }
        catch (IOException exception)
        {
            throw IsSharingViolation(exception)
                ? EmbeddedRedisInUseException.For(path, exception)
                : NotUsable(path, exception);
        }
    }

    public void Dispose() => _file.Dispose();

    private static void CreateDirectory(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                // Whole conversations are stored here; they are nobody else's.
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw NotUsable(path, exception);
        }
    }

    private static bool IsSharingViolation(IOException exception)
    {
        const int WindowsSharingViolation = unchecked((int)0x80070020);
        const int WindowsLockViolation = unchecked((int)0x80070021);

        // EWOULDBLOCK: 11 on Linux, 35 on macOS and BSD; .NET leaves the errno in HResult.
        return exception.GetType() == typeof(IOException)
            && exception.HResult is WindowsSharingViolation or WindowsLockViolation or 11 or 35;
    }

    private static EmbeddedRedisException NotUsable(string path, Exception exception) =>
        new($"The data folder '{path}' cannot be used: {exception.Message} Choose a folder that this user can write to.", exception);
}
