/* What decoding costs in C: every packet of a file through libopus, into one array.
 *
 *   loop LIBOPUS PACKETS    PACKETS: for each packet its stream (1 byte), its length (2 bytes, little-endian), it
 *
 * prints microseconds a packet, the best of five passes. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef void *(*create_t)(int, int, int *);
typedef void (*destroy_t)(void *);
typedef int (*decode_t)(void *, const unsigned char *, int, float *, int, int);

int main(int argc, char **argv) {
    static float out[5760 * 2];
    if (argc != 3) return 2;
    void *library = dlopen(argv[1], RTLD_NOW);
    FILE *file = fopen(argv[2], "rb");
    if (!library || !file) return 2;
    create_t create = (create_t)dlsym(library, "opus_decoder_create");
    destroy_t destroy = (destroy_t)dlsym(library, "opus_decoder_destroy");
    decode_t decode = (decode_t)dlsym(library, "opus_decode_float");
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    unsigned char *data = malloc(size);
    if (fread(data, 1, size, file) != (size_t)size) return 2;
    double best = 1e9;
    for (int pass = 0; pass < 5; pass++) {
        void *streams[256] = {0};
        long packets = 0, at = 0;
        struct timespec begin, end;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        while (at < size) {
            int stream = data[at], length = data[at + 1] | data[at + 2] << 8, error;
            if (!streams[stream]) streams[stream] = create(48000, 2, &error);
            decode(streams[stream], data + at + 3, length, out, 5760, 0);
            at += 3 + length;
            packets++;
        }
        clock_gettime(CLOCK_MONOTONIC, &end);
        double taken = ((end.tv_sec - begin.tv_sec) * 1e9 + end.tv_nsec - begin.tv_nsec) / 1e3 / packets;
        if (taken < best) best = taken;
        for (int i = 0; i < 256; i++)
            if (streams[i]) destroy(streams[i]);
    }
    printf("%.3f\n", best);
    return 0;
}
