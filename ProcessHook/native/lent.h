/* What the driver has lent a hook: descriptors and mappings that the program must not find when the hook is gone. A husk is nobody's program, and keeps no account. */
#ifndef ENTRACTE_LENT_H
#define ENTRACTE_LENT_H

static s64 unmap_lent(const struct run *mapping)
{
    return mapping->length > 0 ? syscall(SYS_munmap, mapping->address, mapping->length) : syscall(SYS_shmdt, mapping->address);
}

/* The program must not find descriptors that it never opened, nor memory that it never mapped. */
static void give_back_lent(struct parameters *self)
{
    while (self->lent_count > 0)
        syscall(SYS_close, self->lent[--self->lent_count]);
    while (self->lent_mapping_count > 0)
        unmap_lent(&self->lent_mappings[--self->lent_mapping_count]);
}

/* Returns the descriptor, or -EMFILE when the list is full: nothing is opened then that would stay behind. */
static s64 keep_lent(struct parameters *self, s64 descriptor)
{
    if (descriptor < 0 || self->exit_when_alone)
        return descriptor;
    if (self->lent_count == LENT_MAX) {
        syscall(SYS_close, descriptor);
        return -EMFILE;
    }
    self->lent[self->lent_count++] = (s32)descriptor;
    return descriptor;
}

static void forget_lent(struct parameters *self, s32 descriptor)
{
    for (u32 index = 0; index < self->lent_count; index++)
        if (self->lent[index] == descriptor)
            self->lent[index--] = self->lent[--self->lent_count];
}

/* Returns the address, or -EMFILE when the list is full. */
static s64 keep_mapping(struct parameters *self, s64 address, u64 length)
{
    struct run mapping = { (u64)address, length };
    if ((address < 0 && address > -4096) || self->exit_when_alone)
        return address;
    if (self->lent_mapping_count == LENT_MAPPINGS_MAX) {
        unmap_lent(&mapping);
        return -EMFILE;
    }
    self->lent_mappings[self->lent_mapping_count++] = mapping;
    return address;
}

static void forget_mapping(struct parameters *self, u64 address)
{
    for (u32 index = 0; index < self->lent_mapping_count; index++)
        if (self->lent_mappings[index].address == address)
            self->lent_mappings[index--] = self->lent_mappings[--self->lent_mapping_count];
}

#endif
